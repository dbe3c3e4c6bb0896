package io.promisedesk.notification;

import io.promisedesk.people.Person;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mail that shall leave. Published as a Spring application event inside a transaction: the mail goes into the outbox
 * with it, and is sent after the commit, once per {@code key}.
 *
 * @param key unique for ever, for example {@code escalation:17:overdue:vera}; a second request with it changes nothing
 * @param kind what sort of mail, for example {@code acknowledgement}, {@code reply}, {@code at-risk}, {@code overdue}
 * @param to address of the recipient
 * @param toName shown name, or null
 * @param language language it is written in
 * @param subject one line
 * @param text plain text part
 * @param html HTML part, a whole document
 * @param messageId {@code Message-ID} with angle brackets, or null: an unguessable one is made and kept, so that
 *     knowing it shows that one has received the mail
 * @param references earlier message ids of the thread, oldest first; the last becomes {@code In-Reply-To}
 * @param automatic whether it is machine-made ({@code Auto-Submitted: auto-generated}); false for what a human wrote
 * @param ticket number of the ticket, or null
 * @param person user id of the recipient if it is one of ours, or null for anybody else
 * @param notBefore do not send earlier, or null
 * @param attachments files to go along
 */
public record MailRequested(
        String key,
        String kind,
        String to,
        @Nullable String toName,
        Locale language,
        String subject,
        String text,
        String html,
        @Nullable String messageId,
        List<String> references,
        boolean automatic,
        @Nullable String ticket,
        @Nullable String person,
        @Nullable Instant notBefore,
        List<MailFile> attachments) {

    public MailRequested {
        references = List.copyOf(references);
        attachments = List.copyOf(attachments);
    }

    /** A machine-made mail to one of our own people, or to whom they want told. */
    public static MailRequested toColleague(
            String key, String kind, Person to, RenderedMail mail, @Nullable String ticket) {
        return new MailRequested(
                key,
                kind,
                to.email(),
                to.name(),
                to.language(),
                mail.subject(),
                mail.text(),
                mail.html(),
                null,
                List.of(),
                true,
                ticket,
                to.isOutside() ? null : to.id(),
                null,
                List.of());
    }
}
