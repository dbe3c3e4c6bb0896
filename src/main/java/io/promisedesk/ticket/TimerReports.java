package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketRepository.instant;
import static io.promisedesk.ticket.TicketRepository.timestamp;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.TimerReport.Finding;
import io.promisedesk.ticket.TimerReport.Kind;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the checks of timers found, in PostgreSQL. */
@Component
public class TimerReports {

    /** Nobody reads more findings of one check. */
    public static final int MOST = 100;

    private static final Duration KEPT = Duration.ofDays(90);

    /** One that was interrupted longer ago begins anew. */
    private static final Duration RESUMED = Duration.ofHours(12);

    private static final String[] UNREPAIRED = Arrays.stream(Kind.values())
            .filter(kind -> !kind.isRepaired())
            .map(Kind::name)
            .toArray(String[]::new);

    /** A check that runs: where it goes on. */
    record Begun(long id, String position) {}

    private final JdbcClient jdbc;

    TimerReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The last check that came to its end; for administrators. */
    public Optional<TimerReport> latest(Actor by) {
        if (by.isPerson() && !by.is(Role.ADMIN)) {
            throw Refusal.forbidden("platform.refused.forbidden");
        }
        return jdbc.sql("select id from ticket_timer_check where finished_at is not null order by id desc limit 1")
                .query(Long.class)
                .optional()
                .flatMap(this::find);
    }

    Optional<TimerReport> find(long id) {
        return jdbc.sql("select * from ticket_timer_check where id = :id")
                .param("id", id)
                .query((row, n) -> new TimerReport(
                        id,
                        row.getTimestamp("started_at").toInstant(),
                        instant(row, "finished_at"),
                        row.getInt("checked"),
                        row.getInt("differing"),
                        row.getInt("repaired"),
                        row.getInt("unrepaired"),
                        findings(id)))
                .optional();
    }

    private List<Finding> findings(long check) {
        return jdbc.sql(
                        """
                        select * from ticket_timer_finding where check_id = :check
                        order by kind = any (:unrepaired) desc, ticket, kind, element limit :most
                        """)
                .param("check", check)
                .param("unrepaired", UNREPAIRED)
                .param("most", MOST)
                .query((row, n) -> new Finding(
                        row.getString("ticket"),
                        Kind.valueOf(row.getString("kind")),
                        row.getString("element"),
                        instant(row, "was"),
                        instant(row, "due"),
                        row.getString("detail")))
                .list();
    }

    /** Goes on with a check that was interrupted, or begins one; forgets old ones. */
    Begun begin(Instant now) {
        jdbc.sql(
                        """
                        delete from ticket_timer_check
                        where started_at < :kept or finished_at is null and started_at < :resumed
                        """)
                .param("kept", timestamp(now.minus(KEPT)))
                .param("resumed", timestamp(now.minus(RESUMED)))
                .update();
        return jdbc.sql(
                        "select id, position from ticket_timer_check where finished_at is null order by id desc limit 1")
                .query((row, n) -> new Begun(row.getLong("id"), row.getString("position")))
                .optional()
                .orElseGet(() -> new Begun(
                        jdbc.sql("insert into ticket_timer_check (started_at) values (:now) returning id")
                                .param("now", timestamp(now))
                                .query(Long.class)
                                .single(),
                        ""));
    }

    void progress(long check, String position, int checked) {
        jdbc.sql(
                        """
                        update ticket_timer_check set position = :position, checked = checked + :checked where id = :id
                        """)
                .param("position", position)
                .param("checked", checked)
                .param("id", check)
                .update();
    }

    void found(long check, Finding finding) {
        jdbc.sql(
                        """
                        insert into ticket_timer_finding (check_id, ticket, kind, element, was, due, detail)
                        values (:check, :ticket, :kind, :element, :was, :due, :detail) on conflict do nothing
                        """)
                .param("check", check)
                .param("ticket", finding.ticket())
                .param("kind", finding.kind().name())
                .param("element", finding.element())
                .param("was", timestamp(finding.was()), Types.TIMESTAMP)
                .param("due", timestamp(finding.due()), Types.TIMESTAMP)
                .param("detail", finding.detail(), Types.VARCHAR)
                .update();
    }

    void finish(long check, Instant now) {
        jdbc.sql(
                        """
                        update ticket_timer_check set finished_at = :now, differing = found.tickets,
                            repaired = found.tickets - found.unrepaired, unrepaired = found.unrepaired
                        from (select count(distinct ticket) tickets,
                                  count(distinct ticket) filter (where kind = any (:unrepaired)) unrepaired
                              from ticket_timer_finding where check_id = :id) found
                        where id = :id
                        """)
                .param("now", timestamp(now))
                .param("unrepaired", UNREPAIRED)
                .param("id", check)
                .update();
    }
}
