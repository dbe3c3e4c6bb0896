package io.promisedesk.sla;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes a calendar's windows down, so that SQL counts business time as {@link BusinessCalendar} does. */
@Component
class WindowTable {

    static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");
    static final Instant UNTIL = Instant.parse("2050-01-01T00:00:00Z");

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;
    private final Set<ZonedCalendar> written = ConcurrentHashMap.newKeySet();

    WindowTable(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Once per calendar and zone; in a transaction of its own, so that what is remembered here is true. */
    void write(ZonedCalendar zoned, BusinessCalendar calendar) {
        if (written.contains(zoned)) {
            return;
        }
        ownTransaction.executeWithoutResult(status -> {
            if (!isWritten(zoned)) {
                insert(zoned, calendar);
            }
        });
        written.add(zoned);
    }

    private boolean isWritten(ZonedCalendar zoned) {
        return jdbc.sql(
                        """
                        select exists (select from sla_window
                            where calendar = :calendar and version = :version and zone = :zone and position_ms is null)
                        """)
                .param("calendar", zoned.key())
                .param("version", zoned.version())
                .param("zone", zoned.zone().getId())
                .query(Boolean.class)
                .single();
    }

    private void insert(ZonedCalendar zoned, BusinessCalendar calendar) {
        List<BusinessCalendar.Opening> openings = calendar.openings(FROM, UNTIL);
        boolean opensLater = openings.isEmpty() || openings.get(0).opens().isAfter(FROM);
        int ahead = opensLater ? 1 : 0;
        Long[] opens = new Long[openings.size() + ahead + 1];
        Long[] closes = new Long[opens.length];
        Long[] positions = new Long[opens.length];
        if (opensLater) {
            opens[0] = FROM.toEpochMilli();
            closes[0] = FROM.toEpochMilli();
            positions[0] = 0L;
        }
        Duration position = Duration.ZERO;
        for (int i = 0; i < openings.size(); i++) {
            BusinessCalendar.Opening opening = openings.get(i);
            opens[i + ahead] = opening.opens().toEpochMilli();
            closes[i + ahead] = opening.closes().toEpochMilli();
            positions[i + ahead] = position.toMillis();
            position = position.plus(opening.length());
        }
        opens[opens.length - 1] = UNTIL.toEpochMilli();
        closes[opens.length - 1] = UNTIL.toEpochMilli();
        jdbc.sql(
                        """
                        insert into sla_window (calendar, version, zone, opens_at, closes_at, position_ms)
                        select :calendar, :version, :zone, to_timestamp(opens / 1000.0), to_timestamp(closes / 1000.0), position
                        from unnest(:opens::bigint[], :closes::bigint[], :positions::bigint[]) as w (opens, closes, position)
                        on conflict do nothing
                        """)
                .param("calendar", zoned.key())
                .param("version", zoned.version())
                .param("zone", zoned.zone().getId())
                .param("opens", opens)
                .param("closes", closes)
                .param("positions", positions)
                .update();
    }
}
