package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PromisedeskTest
class WindowTableTests {

    @Autowired
    CalendarDesk calendars;

    @Autowired
    ClockDesk clocks;

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource({
        "business-hours, Europe/Berlin",
        "business-hours, America/New_York",
        "business-hours, Asia/Kolkata",
        "always, Europe/Berlin",
        "always, Australia/Lord_Howe"
    })
    void countsInSqlAsInJava(String key, String zone) {
        ZonedCalendar zoned = calendars.current(key, ZoneId.of(zone));
        BusinessCalendar calendar = calendars.calendar(zoned);
        Random random = new Random(7);
        List<Instant> ends = new ArrayList<>(List.of(
                WindowTable.FROM,
                WindowTable.UNTIL.minusMillis(1),
                Instant.parse("2026-03-02T08:00:00Z"),
                Instant.parse("2026-03-02T17:00:00Z"),
                Instant.parse("2026-03-02T17:00:00.000999Z")));
        long span = Duration.between(WindowTable.FROM, WindowTable.UNTIL).toMillis();
        for (int i = 0; i < 300; i++) {
            ends.add(WindowTable.FROM.plusMillis(random.nextLong(span)));
        }
        OffsetDateTime[] since = times(ends.subList(0, ends.size() - 1));
        OffsetDateTime[] until = times(ends.subList(1, ends.size()));

        List<Long> counted = jdbc.sql(
                        """
                        select sla_business_ms(:calendar, :version, :zone, since::timestamptz, until::timestamptz)
                        from unnest(:since, :until) with ordinality as t (since, until, i) order by i
                        """)
                .param("calendar", zoned.key())
                .param("version", zoned.version())
                .param("zone", zone)
                .param("since", texts(since))
                .param("until", texts(until))
                .query(Long.class)
                .list();

        for (int i = 0; i < counted.size(); i++) {
            assertThat(counted.get(i))
                    .as("%s to %s", ends.get(i), ends.get(i + 1))
                    .isEqualTo(calendar.between(ends.get(i), ends.get(i + 1)).toMillis());
        }
        assertThat(counted).hasSize(ends.size() - 1);
    }

    @Test
    void answersNullBeyondTheTable() {
        ZonedCalendar zoned = calendars.current("always", ZoneId.of("UTC"));

        assertThat(between(zoned, WindowTable.FROM, WindowTable.UNTIL)).isNull();
        assertThat(between(zoned, WindowTable.FROM.minusMillis(1), Engine.MONDAY_MORNING))
                .isNull();
        assertThat(between(zoned, Engine.MONDAY_MORNING, Engine.MONDAY_MORNING)).isZero();
    }

    @Test
    void isWrittenBeforeThePromise() {
        ZoneId zone = ZoneId.of("Pacific/Auckland");
        clocks.start(
                "T-1",
                Metric.RESOLUTION,
                new Target(Budget.hours(1), "business-hours", zone, 75, "test"),
                Engine.MONDAY_MORNING);

        assertThat(jdbc.sql(
                                """
                                select sla_business_ms(calendar, calendar_version, zone, started_at, started_at + interval '7 days')
                                from sla_promise where subject = 'T-1'
                                """)
                        .query(Long.class)
                        .single())
                .isEqualTo(Duration.ofHours(45).toMillis());
    }

    private @Nullable Long between(ZonedCalendar zoned, Instant since, Instant until) {
        return (Long) jdbc.sql("select sla_business_ms(?, ?, ?, ?, ?) as ms")
                .params(
                        zoned.key(),
                        zoned.version(),
                        zoned.zone().getId(),
                        since.atOffset(ZoneOffset.UTC),
                        until.atOffset(ZoneOffset.UTC))
                .query()
                .singleRow()
                .get("ms");
    }

    private static OffsetDateTime[] times(List<Instant> instants) {
        return instants.stream().map(i -> i.atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new);
    }

    private static String[] texts(OffsetDateTime[] times) {
        return java.util.Arrays.stream(times).map(String::valueOf).toArray(String[]::new);
    }
}
