package badexamples.room.web;

/** A name that says nothing. */
class MailHelper {}
