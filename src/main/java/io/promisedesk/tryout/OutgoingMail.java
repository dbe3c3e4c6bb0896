package io.promisedesk.tryout;

import io.promisedesk.notification.NoticeDesk;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What notices and the outbox still have to send. The clock must not move while a mail is on its way: its lease would run out. */
@Component
@Profile("tryout & !replay")
class OutgoingMail {

    private static final Logger LOG = LoggerFactory.getLogger(OutgoingMail.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JdbcClient jdbc;
    private final NoticeDesk notices;
    private final Clock clock;

    OutgoingMail(JdbcClient jdbc, NoticeDesk notices, Clock clock) {
        this.jdbc = jdbc;
        this.notices = notices;
        this.clock = clock;
    }

    /** When the next mail or notice that waits for its time leaves. */
    Optional<Instant> nextDue(Instant after) {
        return Stream.of(nextMail(after), notices.nextDue().filter(due -> due.isAfter(after)))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> nextMail(Instant after) {
        return jdbc.sql("select min(due_at) due from notification_mail where state = 'PENDING' and due_at > :after")
                .param("after", Timestamp.from(after))
                .query((row, n) -> Optional.ofNullable(row.getObject("due", OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /** Waits until the sender has sent what is due; gives up on a server that takes nothing. */
    void awaitSent() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (notices.isAnythingDue() || isSending()) {
            if (System.nanoTime() > end) {
                LOG.warn("There is still mail that is due; the time machine goes on without it");
                return;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean isSending() {
        return jdbc.sql(
                        """
                        select exists (select from notification_mail
                                       where state = 'SENDING' or state = 'PENDING' and due_at <= :now)
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }
}
