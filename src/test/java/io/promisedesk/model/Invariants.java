package io.promisedesk.model;

import io.promisedesk.sla.ReplayedLedgers;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What must hold at the desk after every step. Each rule is asked of the database, not of the code that it is about. */
final class Invariants {

    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final Duration LEAD_TIME = Duration.ofMinutes(30);
    private static final String OWNERS_TASKS =
            "('userTask_assignTicket', 'userTask_workOnTicket', 'userTask_awaitCustomer', 'userTask_awaitThirdParty',"
                    + " 'userTask_confirmResolution')";

    private final ModelDesk desk;
    private final JdbcClient jdbc;

    Invariants(ModelDesk desk) {
        this.desk = desk;
        this.jdbc = desk.here().jdbc();
    }

    /** What is wrong, in words; nothing where all is well. */
    List<String> broken(boolean withReplay) {
        List<String> broken = new ArrayList<>();
        broken.addAll(ticketsWithoutExactlyOneOwnersTask());
        broken.addAll(ticketsThatWaitForWhoHasGone());
        broken.addAll(offersThatAreNoOffers());
        broken.addAll(handOversThatNeverEnd());
        broken.addAll(brokenJobs());
        if (withReplay) {
            broken.addAll(ReplayedLedgers.differing(jdbc));
        }
        return broken;
    }

    /** Each open ticket has exactly one owner or stands in exactly one queue, and the engine says the same. */
    private List<String> ticketsWithoutExactlyOneOwnersTask() {
        return jdbc.sql(
                        """
                        select t.number || ' ' || t.state || ' of ' || coalesce(t.owner, 'nobody') || ' has tasks '
                            || coalesce(string_agg(k.task_def_key_ || ' of ' || coalesce(k.assignee_, 'nobody'), ', '), 'none')
                        from ticket_ticket t
                        left join act_ru_task k on k.proc_inst_id_ = t.process_instance and k.task_def_key_ in %s
                        where t.state not in ('CLOSED', 'CANCELLED')
                        group by t.number
                        having count(k.id_) <> 1 or coalesce(min(k.assignee_), '') <> coalesce(t.owner, '')
                        """
                                .formatted(OWNERS_TASKS))
                .query(String.class)
                .list();
    }

    private record Waiting(String number, String owner, Instant due) {}

    /**
     * From the end of a shift and its grace on: nobody off shift owns a ticket with a deadline before their next shift,
     * unless those who answer for the team have been told or a colleague is being asked.
     */
    private List<String> ticketsThatWaitForWhoHasGone() {
        Instant now = desk.now();
        List<String> broken = new ArrayList<>();
        for (Waiting waiting : running()) {
            String owner = waiting.owner();
            if (!ModelRoster.everybody(ModelRoster.TEAM_KEYS).contains(owner) || desk.roster.isOnShift(owner, now)) {
                continue;
            }
            Optional<Instant> next = desk.roster.nextStart(owner, now);
            Instant left = desk.roster.left(owner, now);
            if (next.isPresent() && !waiting.due().isBefore(next.get())
                    || now.isBefore(left.plus(GRACE))
                    // Asked ahead, before the sender's shift ends.
                    || next.isPresent() && !next.get().isAfter(now.plus(LEAD_TIME))
                    || now.isBefore(desk.roster.lastChange(owner).plus(GRACE))) {
                continue;
            }
            if (!isBeingAsked(waiting.number()) && !isTold(waiting.number(), left)) {
                broken.add("%s, due %s, waits for %s, who left at %s and comes back %s"
                        .formatted(waiting.number(), waiting.due(), owner, left, next));
            }
        }
        return broken;
    }

    private List<Waiting> running() {
        return jdbc
                .sql(
                        """
                        select number, owner from ticket_ticket
                        where owner is not null and state not in ('CLOSED', 'CANCELLED', 'RESOLVED')
                        """)
                .query((row, n) -> List.of(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .flatMap(ticket -> desk
                        .here()
                        .tickets()
                        .find(new io.promisedesk.ticket.TicketNumber(ticket.get(0)))
                        .flatMap(open -> Optional.ofNullable(open.due()))
                        .map(due -> new Waiting(ticket.get(0), ticket.get(1), due))
                        .stream())
                .toList();
    }

    private boolean isBeingAsked(String ticket) {
        return exists("select from handover_line where ticket = :ticket and state = 'OFFERED'", ticket, null);
    }

    private boolean isTold(String ticket, Instant since) {
        return exists(
                """
                select from notification_mail where kind in ('handover-nobody', 'handover-gone')
                and created_at >= :since and text like '%' || :ticket || '%'
                """,
                ticket, since);
    }

    private boolean exists(String query, String ticket, @Nullable Instant since) {
        return jdbc.sql("select exists (" + query + ")")
                .param("ticket", ticket)
                .param("since", since == null ? null : Timestamp.from(since))
                .query(Boolean.class)
                .single();
    }

    /** A pending hand-over has exactly one receiver, who is not its sender, and the sender still owns the ticket. */
    private List<String> offersThatAreNoOffers() {
        return jdbc.sql(
                        """
                        select l.ticket || ' of ' || coalesce(t.owner, 'nobody') || ' is offered by ' || min(l.sender)
                            || ' to ' || string_agg(l.receiver, ', ')
                        from handover_line l join ticket_ticket t on t.number = l.ticket
                        where l.state = 'OFFERED'
                        group by l.ticket, t.owner, t.state
                        having count(*) <> 1 or min(l.sender) = min(l.receiver) or min(l.sender) is distinct from t.owner
                            or t.state in ('CLOSED', 'CANCELLED', 'RESOLVED')
                        """)
                .query(String.class)
                .list();
    }

    /** No hand-over waits on itself: whoever is asked has a task, and a timer ends the waiting. */
    private List<String> handOversThatNeverEnd() {
        return jdbc.sql(
                        """
                        select l.ticket || ' is offered to ' || l.receiver || ' for ever'
                        from handover_line l join handover_handover h on h.id = l.handover
                        where l.state = 'OFFERED' and not (
                            exists (select from act_ru_task k where k.proc_inst_id_ = h.process_instance)
                            and exists (select from act_ru_job j where j.process_instance_id_ = h.process_instance
                                and j.duedate_ < '9000-01-01' and j.retries_ > 0))
                        """)
                .query(String.class)
                .list();
    }

    private List<String> brokenJobs() {
        return jdbc.sql(
                        """
                        select 'job ' || handler_cfg_ || ': ' || coalesce(exception_msg_, 'no retries left')
                        from act_ru_job where retries_ = 0 or exception_msg_ is not null
                        """)
                .query(String.class)
                .list();
    }
}
