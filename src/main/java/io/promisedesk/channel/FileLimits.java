package io.promisedesk.channel;

import io.promisedesk.ticket.TicketSettings;

/**
 * How much of a mail's files the desk takes; it refuses a message that brings more.
 *
 * @param each most bytes of one file
 * @param total most bytes of all files of one mail
 * @param count most files of one mail
 */
record FileLimits(long each, long total, int count) {

    static FileLimits of(TicketSettings desk) {
        return new FileLimits(
                Math.min(desk.attachmentLimit(), desk.attachmentTotal()),
                desk.attachmentTotal(),
                desk.attachmentCount());
    }
}
