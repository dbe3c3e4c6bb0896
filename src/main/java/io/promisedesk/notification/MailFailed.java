package io.promisedesk.notification;

import org.jspecify.annotations.Nullable;

/**
 * A mail will never be sent: the server has refused it for good, or it has been tried for days. Published as a Spring
 * application event after it was given up, in a transaction of its own: a listener that throws is told again, and changes
 * nothing about the mail. A bounce comes in by mail later: see {@link SentMails#bounced}.
 *
 * @param kind what sort of mail, as in {@link MailRequested}
 * @param to address of the recipient
 * @param ticket number of its ticket, or null
 * @param person user id of the recipient if it is one of ours, or null for a customer
 * @param error what the mail server said
 */
public record MailFailed(String kind, String to, @Nullable String ticket, @Nullable String person, String error) {}
