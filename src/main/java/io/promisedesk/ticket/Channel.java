package io.promisedesk.ticket;

/** The way a contact took. */
public enum Channel {
    MAIL,
    PHONE,
    WEB,
    CHAT,
    MESSENGER,
    API
}
