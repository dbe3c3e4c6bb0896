package io.promisedesk.notification;

/** A file attached to an outgoing mail. */
@SuppressWarnings("ArrayRecordComponent")
public record MailFile(String name, String contentType, byte[] bytes) {}
