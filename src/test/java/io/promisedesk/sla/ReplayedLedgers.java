package io.promisedesk.sla;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.sla.ClockStore.StoredClock;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the ledgers in a database say when they are read again from the first line, beside what was frozen. */
public final class ReplayedLedgers {

    private ReplayedLedgers() {}

    /** A settled clock and both verdicts, where they or the deadlines differ. */
    public static List<String> differing(JdbcClient jdbc) {
        Calendars calendars =
                new Calendars(new SlaSettings(Map.of()), jdbc, new ObjectMapper(), null, null, Clock.systemUTC());
        ClockStore store = new ClockStore(jdbc);
        return jdbc
                .sql("select distinct subject from sla_clock where ended_at is not null")
                .query(String.class)
                .list()
                .stream()
                .flatMap(subject -> store.all(subject).stream())
                .filter(clock -> !clock.isOpen())
                .flatMap(clock -> difference(clock, calendars).stream())
                .toList();
    }

    private static List<String> difference(StoredClock clock, Calendars calendars) {
        Ledger replayed = Ledger.replay(clock.entries(), commitment -> calendars.calendar(commitment.calendar()));
        Instant end = Objects.requireNonNull(replayed.endedAt());
        return replayed.verdict(end) == clock.verdict() && Objects.equals(replayed.due(end), clock.due())
                ? List.of()
                : List.of("%s %s: frozen %s %s, replayed %s %s"
                        .formatted(
                                clock.subject(),
                                clock.metric(),
                                clock.verdict(),
                                clock.due(),
                                replayed.verdict(end),
                                replayed.due(end)));
    }
}
