package io.promisedesk.ticket;

/** A file that comes with a message. Its size limit is {@code promisedesk.ticket.attachment-limit}. */
@SuppressWarnings("ArrayRecordComponent")
public record FileContent(String name, String contentType, byte[] bytes) {}
