package io.promisedesk.channel;

import io.promisedesk.channel.AsideMail.Reason;
import io.promisedesk.notification.MailRequested;
import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.notification.SentMails;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Mail that became neither ticket nor message: kept whole, shown, and, where somebody should look, reported. */
@Component
class AsideMails {

    private static final Logger LOG = LoggerFactory.getLogger(AsideMails.class);

    /** The source of a mail set aside. */
    @SuppressWarnings("ArrayRecordComponent")
    record Source(long mail, String key, byte[] raw, Instant receivedAt) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final PeopleDesk people;
    private final SentMails sentMails;
    private final MailTemplates templates;
    private final ApplicationEventPublisher events;

    AsideMails(
            JdbcClient jdbc,
            Clock clock,
            PeopleDesk people,
            SentMails sentMails,
            MailTemplates templates,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.people = people;
        this.sentMails = sentMails;
        this.templates = templates;
        this.events = events;
    }

    /** @param mail its row in the mail log */
    void add(long mail, IncomingMail content, Reason reason, String detail, byte[] raw) {
        jdbc.sql(
                        """
                        insert into channel_mail_aside (mail, reason, detail, raw, aside_at)
                        values (:mail, :reason, :detail, :raw, :now)
                        """)
                .param("mail", mail)
                .param("reason", reason.name())
                .param("detail", detail)
                .param("raw", raw)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        LOG.atLevel(reason.isReported() ? Level.WARN : Level.INFO)
                .log("Mail {} from {} was set aside ({}): {}", content.key(), content.sender(), reason, detail);
        if (reason.isReported()) {
            report(content, reason);
        }
    }

    /** One report per dispatcher and hour, however many mails there are: it says where the others stand. */
    private void report(IncomingMail content, Reason reason) {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        for (Person person : people.dispatchers()) {
            if (sentMails.isOurs(person.email())) {
                continue;
            }
            var model = new HashMap<String, @Nullable Object>();
            model.put("sender", content.sender());
            model.put("subject", content.subject());
            model.put("reason", reason.name());
            model.put("at", clock.instant());
            model.put("zone", person.zone());
            RenderedMail mail = templates.render("channel/aside", person.language(), model);
            events.publishEvent(MailRequested.toColleague(
                    "mail-aside:" + hour + ":" + person.id(), "mail-aside", person, mail, null));
        }
    }

    List<AsideMail> list(boolean settledToo, int limit, int offset) {
        return jdbc.sql(
                        """
                        select aside.id, aside.reason, aside.detail, mail.sender, mail.subject, mail.received_at,
                            aside.aside_at, aside.settled_by, mail.ticket
                        from channel_mail_aside aside join channel_mail mail on mail.id = aside.mail
                        where aside.settled_at is null or :settledToo
                        order by aside.id desc limit :limit offset :offset
                        """)
                .param("settledToo", settledToo)
                .param("limit", limit)
                .param("offset", offset)
                .query((row, n) -> new AsideMail(
                        row.getLong(1),
                        Reason.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getTimestamp(6).toInstant(),
                        row.getTimestamp(7).toInstant(),
                        row.getString(8),
                        row.getString(9)))
                .list();
    }

    int count(boolean settledToo) {
        return jdbc.sql("select count(*) from channel_mail_aside where settled_at is null or :settledToo")
                .param("settledToo", settledToo)
                .query(Integer.class)
                .single();
    }

    Optional<Source> source(long id) {
        return jdbc.sql(
                        """
                        select aside.mail, mail.message_key, aside.raw, mail.received_at
                        from channel_mail_aside aside join channel_mail mail on mail.id = aside.mail
                        where aside.id = :id
                        """)
                .param("id", id)
                .query((row, n) -> new Source(
                        row.getLong(1),
                        row.getString(2),
                        row.getBytes(3),
                        row.getTimestamp(4).toInstant()))
                .optional();
    }

    /** @return false where somebody has settled it before */
    boolean settle(long id, String by) {
        return jdbc.sql(
                                """
                                update channel_mail_aside set settled_by = :by, settled_at = :now
                                where id = :id and settled_at is null
                                """)
                        .param("by", by)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("id", id)
                        .update()
                == 1;
    }
}
