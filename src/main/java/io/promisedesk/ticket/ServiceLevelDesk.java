package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.Shifts;
import io.promisedesk.ticket.LevelPreview.Change;
import io.promisedesk.ticket.LevelPreview.Fault;
import io.promisedesk.ticket.TicketRepository.Promised;
import io.promisedesk.ticket.process.LevelTable;
import io.promisedesk.ticket.process.LevelTable.Answer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Service levels as {@code service-level.dmn} gives them. A change of the table holds for new tickets at once; open ones
 * keep what they were promised until somebody who answers for them brings them into line, having seen what that does.
 */
@Component
public class ServiceLevelDesk {

    private static final int LONGEST_REASON = 500;

    private final LevelTable table;
    private final LevelRuns runs;
    private final TicketRepository tickets;
    private final TicketLadders ladders;
    private final TicketMoves moves;
    private final ClockDesk clocks;

    ServiceLevelDesk(
            LevelTable table,
            LevelRuns runs,
            TicketRepository tickets,
            TicketLadders ladders,
            TicketMoves moves,
            ClockDesk clocks) {
        this.table = table;
        this.runs = runs;
        this.tickets = tickets;
        this.ladders = ladders;
        this.moves = moves;
        this.clocks = clocks;
    }

    /** Those who draw the table and those who answer for tickets. */
    public static boolean mayLook(Actor actor) {
        return actor.leads() || actor.designs();
    }

    public static boolean mayApply(Actor actor) {
        return actor.leads();
    }

    /** Whether a command of that person concerns tickets of that team; of those without one, an administrator's. */
    static boolean covers(Actor by, @Nullable String team) {
        return by.is(Role.ADMIN) || by.is(Role.SUPERVISOR) && team != null && by.isIn(team);
    }

    /** Keys of the teams whose tickets that person looks at or changes; null for all. */
    static @Nullable Collection<String> teams(Actor actor) {
        return actor.is(Role.ADMIN) || !actor.leads() ? null : actor.teams();
    }

    private static void refuseOthers(Actor reader) {
        if (!mayLook(reader)) {
            throw Refusal.forbidden("ticket.refused.readLevels");
        }
    }

    /** The table that new tickets ask; empty where there is none. */
    public Optional<ServiceLevelTable> table(Actor reader) {
        refuseOthers(reader);
        return table.live();
    }

    /** What bringing the reader's tickets into line would do; a designer sees it for all. Writes nothing. */
    public Optional<LevelPreview> preview(Actor reader) {
        refuseOthers(reader);
        return table.live().map(live -> preview(live, reader));
    }

    private LevelPreview preview(ServiceLevelTable live, Actor reader) {
        LevelAnswers answers = new LevelAnswers(table, ladders, live.id());
        List<Promised> open = tickets.promised(teams(reader), "");
        Map<String, Promised> changing = new LinkedHashMap<>();
        Map<List<ServiceLevel>, Integer> changes = new LinkedHashMap<>();
        Map<String, List<TicketNumber>> faults = new LinkedHashMap<>();
        for (Promised ticket : open) {
            Answer answer = answers.of(ticket.facts());
            ServiceLevel level = answer.level();
            if (level == null) {
                faults.computeIfAbsent(String.valueOf(answer.problem()), sentence -> new ArrayList<>())
                        .add(ticket.number());
            } else if (!level.equals(ticket.level())) {
                changing.put(ticket.number().value(), ticket);
                changes.merge(List.of(ticket.level(), level), 1, Integer::sum);
            }
        }
        return new LevelPreview(
                live,
                open.size(),
                changes.entrySet().stream()
                        .map(change -> new Change(
                                change.getKey().get(0), change.getKey().get(1), change.getValue()))
                        .sorted(Comparator.comparingInt(Change::tickets).reversed())
                        .toList(),
                shifts(changing, answers),
                faults.entrySet().stream()
                        .map(fault -> new Fault(fault.getKey(), fault.getValue()))
                        .toList());
    }

    private Shifts shifts(Map<String, Promised> changing, LevelAnswers answers) {
        Map<Optional<String>, ZoneId> zones = new HashMap<>();
        return clocks.shifts(List.copyOf(changing.keySet()), (subject, metric, present) -> {
            Promised ticket = changing.get(subject);
            if (ticket == null) {
                return present;
            }
            ZoneId zone =
                    zones.computeIfAbsent(Optional.ofNullable(ticket.team()), team -> moves.zone(team.orElse(null)));
            return answers.instead(ticket.level(), answers.of(ticket.facts()).orElseThrow(), metric, present, zone);
        });
    }

    /**
     * Promises open tickets what the table says now: those of the supervisor's teams, or all for an administrator. Where
     * they are many, the rest follows in the background ({@link #run}).
     *
     * @param seen {@link ServiceLevelTable#id} of the version whose consequences that person has seen
     * @return empty where another version is live, and nothing was done
     */
    public Optional<LevelRun> apply(String seen, String reason, Actor by) {
        if (!mayApply(by)) {
            throw Refusal.forbidden("ticket.refused.applyLevels");
        }
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Refusal.invalid("reason", "ticket.refused.levelReason", LONGEST_REASON);
        }
        return table.live().filter(live -> live.id().equals(seen)).map(live -> runs.begin(live, reason.strip(), by));
    }

    /** The reader's last command. */
    public Optional<LevelRun> run(Actor reader) {
        refuseOthers(reader);
        return runs.last(reader);
    }
}
