package io.promisedesk.notification;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * A notice in words, in its reader's language: one line of a digest, or a mail of its own.
 *
 * @param severity how bad it is; a digest begins with the worst
 * @param due when the promise will break or broke; of equally bad ones the earliest stands first
 * @param title what it is about, a ticket's subject for example; the ticket's number is shown before it
 * @param what what is wrong, for example "Resolution late by 2 h"
 * @param path page on which something can be done, for example {@code /tickets/T-2026-000123}
 * @param mail writes the mail it becomes where it leaves alone; not asked otherwise
 */
public record WrittenNotice(
        Severity severity, Instant due, String title, String what, String path, Supplier<RenderedMail> mail) {

    /** How bad it is, the worst last. */
    public enum Severity {
        /** Good to know; nothing is in danger. */
        NEWS,
        /** A promise can still be kept. */
        AT_RISK,
        /** A promise is broken. */
        BROKEN
    }
}
