package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Opens a ticket at most once per idempotency key, however often a machine repeats its request. */
@Component
@Transactional
public class TicketOpening {

    private static final int LONGEST_KEY = 200;
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final TicketDesk desk;
    private final JdbcClient jdbc;
    private final Clock clock;

    TicketOpening(TicketDesk desk, JdbcClient jdbc, Clock clock) {
        this.desk = desk;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param key null: no idempotency
     * @param request the request as it came; the same key with another one is a conflict
     */
    public TicketNumber open(NewTicket ticket, @Nullable String key, String request, Actor by) {
        if (key == null || key.isBlank()) {
            return desk.open(ticket, by);
        }
        if (key.length() > LONGEST_KEY) {
            throw Refusal.invalid("Idempotency-Key", "ticket.refused.idempotencyKeyTooLong", LONGEST_KEY);
        }
        // Two requests with the same key at once: the second waits here until the first has committed.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .param("key", by.id() + '\n' + key)
                .query((row, index) -> true)
                .single();
        String digest = digest(request);
        Optional<Known> known = jdbc.sql(
                        "select request, ticket from ticket_idempotency where actor = :actor and key = :key")
                .param("actor", by.id())
                .param("key", key)
                .query(Known.class)
                .optional();
        if (known.isPresent()) {
            if (!digest.equals(known.get().request())) {
                throw Refusal.conflict("ticket.refused.idempotencyKeyReused", key);
            }
            return new TicketNumber(known.get().ticket());
        }
        TicketNumber number = desk.open(ticket, by);
        jdbc.sql(
                        """
                        insert into ticket_idempotency (key, actor, request, ticket, created_at)
                        values (:key, :actor, :request, :ticket, :at)
                        """)
                .param("key", key)
                .param("actor", by.id())
                .param("request", digest)
                .param("ticket", number.value())
                .param("at", TicketRepository.timestamp(clock.instant()))
                .update();
        return number;
    }

    /** Nobody repeats a request after days; the tickets stay. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
    public void forget() {
        jdbc.sql("delete from ticket_idempotency where created_at < :forgotten")
                .param("forgotten", TicketRepository.timestamp(clock.instant().minus(REMEMBERED)))
                .update();
    }

    private record Known(String request, String ticket) {}

    private static String digest(String request) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
