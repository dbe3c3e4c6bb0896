package io.promisedesk.handover;

import io.promisedesk.handover.AutomaticMoves.Move;
import io.promisedesk.handover.AutomaticMoves.Stray;
import io.promisedesk.handover.RecordedAbsence.State;
import io.promisedesk.handover.process.AbsenceFlow;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Nobody's ticket waits for somebody who is away: the domain side of the process {@code absence}. Whatever moves tickets,
 * changes or cancels an absence holds its row, so that one waits for the other.
 */
@Service
public class Absences {

    /** For timers that have nothing to wait for: a date that does not come. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    /** Nobody needs a report of what happened while they were away much longer than that. */
    private static final Duration REPORT_LASTS = Duration.ofDays(7);

    private final AbsenceTables tables;
    private final AutomaticMoves automatic;
    private final Offers offers;
    private final AbsenceMails mails;
    private final AbsenceReport report;
    private final AbsenceFlow flow;
    private final RosterDesk roster;
    private final TicketDesk tickets;
    private final ClockDesk clocks;
    private final CurrentActor actors;
    private final Clock clock;

    Absences(
            AbsenceTables tables,
            AutomaticMoves automatic,
            Offers offers,
            AbsenceMails mails,
            AbsenceReport report,
            AbsenceFlow flow,
            RosterDesk roster,
            TicketDesk tickets,
            ClockDesk clocks,
            CurrentActor actors,
            Clock clock) {
        this.tables = tables;
        this.automatic = automatic;
        this.offers = offers;
        this.mails = mails;
        this.report = report;
        this.flow = flow;
        this.roster = roster;
        this.tickets = tickets;
        this.clocks = clocks;
        this.actors = actors;
        this.clock = clock;
    }

    /** Starts its process; a second call, on whatever node, changes nothing. One that is over already concerns nobody. */
    @Transactional
    public void recorded(Absence absence) {
        Instant to = absence.to();
        if ((to == null || to.isAfter(clock.instant())) && tables.add(absence)) {
            tables.started(absence.id(), flow.recorded(absence.id(), absence.person()));
        }
    }

    /**
     * The roster says something else of an absence now.
     *
     * @param after null: it was taken back. Before it began nothing comes of it; later the person has returned early
     */
    @Transactional
    public void changed(Absence before, @Nullable Absence after) {
        Optional<RecordedAbsence> known = tables.lock(before.id());
        if (known.isEmpty()) {
            if (after != null) {
                recorded(after);
            }
            return;
        }
        RecordedAbsence absence = known.get();
        if (after == null) {
            takenBack(absence);
        } else {
            tables.lasts(absence.id(), after.from(), after.to());
            follow(absence, after);
        }
    }

    private void takenBack(RecordedAbsence absence) {
        if (absence.state() == State.PLANNED) {
            tables.is(absence.id(), State.OVER);
            flow.cancelled(instanceOf(absence));
        } else if (absence.state() == State.ABSENT) {
            tables.lasts(absence.id(), absence.from(), clock.instant());
            flow.timesMoved(instanceOf(absence));
        }
    }

    private void follow(RecordedAbsence absence, Absence after) {
        Instant to = after.to();
        switch (absence.state()) {
            case PLANNED, ABSENT -> flow.timesMoved(instanceOf(absence));
            case BACK, OVER -> {
                if (to == null || to.isAfter(clock.instant())) {
                    boolean waited = absence.state() == State.BACK && flow.goesOn(instanceOf(absence));
                    if (!waited) {
                        // As if it were new: it may be taken back before it begins.
                        tables.is(absence.id(), State.PLANNED);
                        tables.started(absence.id(), flow.recorded(absence.id(), absence.person()));
                    }
                }
            }
        }
    }

    public Instant beginsAt(long absence) {
        return tables.get(absence).from();
    }

    public Instant endsAt(long absence) {
        return Objects.requireNonNullElse(tables.get(absence).to(), NEVER);
    }

    /**
     * By the rules of a hand-over: what is due inside the next work of the person waits for them; everything else moves to
     * colleagues on shift, who may decline. Where nobody is there, it stays and those who answer for the team are told.
     */
    @Transactional
    public void findNewOwners(long id) {
        RecordedAbsence absence = tables.lock(id).orElseThrow();
        if (absence.state() == State.OVER
                && absence.to() != null
                && !absence.to().isAfter(clock.instant())) {
            // Taken back while this waited for its row.
            return;
        }
        // Before the first ticket moves: from now on what leaves the person is noted.
        tables.is(id, State.ABSENT);
        Instant now = clock.instant();
        if (now.isBefore(absence.from())) {
            // Moved to a later begin after it had begun: the person is at work until then.
            return;
        }
        Map<String, List<Stray>> byTeam = new TreeMap<>();
        for (OpenTicket ticket : urgent(absence)) {
            byTeam.computeIfAbsent(teamOf(ticket), key -> new ArrayList<>())
                    .add(new Stray(ticket, absence.person(), null));
        }
        byTeam.forEach((team, strays) -> {
            List<Move> moves = automatic.move(
                    Occasion.of(Cause.ABSENCE, absence.occasion(), team),
                    strays,
                    Set.of(absence.person()),
                    absence.occasion() + ":" + now);
            moves.forEach(move -> mails.tellCustomer(absence, move));
        });
    }

    private static String teamOf(OpenTicket ticket) {
        return Objects.requireNonNullElse(ticket.team(), "");
    }

    /** Tickets of the person that cannot wait until they are back. */
    private List<OpenTicket> urgent(RecordedAbsence absence) {
        List<OpenTicket> open = offers.openTicketsOf(absence.person());
        if (open.isEmpty()) {
            return open;
        }
        Optional<Shift> back = backAt(absence);
        Map<String, List<Instant>> deadlines = deadlines(open);
        return open.stream()
                .filter(ticket -> !HandoverPolicy.mayKeep(
                        deadlines.getOrDefault(ticket.number().value(), List.of()), back))
                .toList();
    }

    private Map<String, List<Instant>> deadlines(Collection<OpenTicket> open) {
        Map<String, List<Instant>> deadlines = new HashMap<>();
        for (ClockView view :
                clocks.open(open.stream().map(ticket -> ticket.number().value()).toList())) {
            Instant due = view.due();
            if (view.state() == ClockView.State.RUNNING && due != null) {
                deadlines
                        .computeIfAbsent(view.subject(), key -> new ArrayList<>())
                        .add(due);
            }
        }
        return deadlines;
    }

    /** The first work of the person after it: the rest of a shift, if they come back in the middle of one. */
    private Optional<Shift> backAt(RecordedAbsence absence) {
        Instant to = absence.to();
        if (to == null) {
            return Optional.empty();
        }
        String person = absence.person();
        if (!roster.isOnShift(person, to)) {
            return roster.nextShiftOf(person, to);
        }
        return Optional.of(roster.shiftsStarting(to.minus(LONGEST_SHIFT), to).stream()
                .filter(shift -> shift.covers(to) && shift.people().contains(person))
                .findFirst()
                .map(shift -> new Shift(shift.key(), shift.team(), to, shift.end(), shift.people()))
                // Who stands in no roster is there from then on, always.
                .orElseGet(() -> new Shift("", "", to, NEVER, List.of(person))));
    }

    /**
     * When the next shift of a team begins whose tickets still wait for the absent person; where the absence was moved, when
     * it begins.
     */
    public Instant looksAgainAt(long id) {
        RecordedAbsence absence = tables.get(id);
        Instant now = clock.instant();
        if (now.isBefore(absence.from())) {
            return absence.from();
        }
        return urgent(absence).stream()
                .map(OpenTicket::team)
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(team -> nextColleagues(team, absence.person(), now).stream())
                .min(Instant::compareTo)
                .orElse(NEVER);
    }

    private Optional<Instant> nextColleagues(String team, String person, Instant now) {
        return roster.shiftsStarting(now.plusMillis(1), now.plus(Duration.ofDays(35))).stream()
                .filter(shift -> shift.team().equals(team))
                .filter(shift -> shift.people().stream().anyMatch(other -> !other.equals(person)))
                .map(Shift::start)
                .min(Instant::compareTo);
    }

    /** Tickets or the roster have changed: colleagues may come at another time. */
    @Transactional
    public void lookAgain(@Nullable String person) {
        tables.open().stream()
                .filter(absence -> absence.state() == State.ABSENT)
                .filter(absence -> person == null || absence.person().equals(person))
                .forEach(absence -> flow.timesMoved(instanceOf(absence)));
    }

    /** A ticket has left somebody; if they are absent, they will hear of it when they are back. */
    @Transactional
    public void left(String person, TicketNumber ticket) {
        tables.running(person).stream()
                .findFirst()
                .ifPresent(absence -> tables.left(absence.id(), ticket, clock.instant()));
    }

    /** @return whether there is something to report; where another absence goes on, that one will */
    @Transactional
    public boolean lookWhatHappened(long id) {
        RecordedAbsence absence = tables.lock(id).orElseThrow();
        tables.is(id, State.BACK);
        Optional<RecordedAbsence> other = tables.running(absence.person()).stream()
                .filter(running -> running.id() != id)
                .findFirst();
        other.ifPresent(running -> tables.passOn(id, running.id()));
        // What went to a team that is none of theirs they do not see any more.
        List<AbsenceReport.Row> rows = other.isPresent() ? List.of() : report.of(absence, absence.person());
        boolean moved = !rows.isEmpty();
        if (moved) {
            mails.whatHappened(absence, rows);
        } else {
            tables.is(id, State.OVER);
        }
        return moved;
    }

    public Instant reportLapsesAt(long id) {
        Instant now = clock.instant();
        Instant back = roster.isOnShift(tables.get(id).person(), now)
                ? now
                : roster.nextShiftStart(tables.get(id).person(), now).orElse(now);
        return back.plus(REPORT_LASTS);
    }

    /** What became of each ticket, for the form, in the words of the person. */
    public List<AbsenceReport.Row> whatHappened(long id) {
        RecordedAbsence absence = tables.get(id);
        return report.of(absence, absence.person());
    }

    public boolean isOf(long id, String person) {
        return tables.get(id).person().equals(person);
    }

    /** Id of the engine's task in which the person looks what happened; empty where it is done. */
    public Optional<String> openTask(long id) {
        return tables.find(id)
                .filter(absence -> absence.state() == State.BACK)
                .flatMap(absence -> flow.openTask(instanceOf(absence)));
    }

    /**
     * What the person takes back; carried out by {@link #takeBack}.
     *
     * @param all whatever may come back
     * @throws Refusal where one of them may not come back any more
     */
    @Transactional
    public void choose(long id, List<Map<String, @Nullable Object>> rows, boolean all, Actor by) {
        RecordedAbsence absence = tables.lock(id).orElseThrow();
        if (!by.id().equals(absence.person())) {
            throw Refusal.forbidden("handover.refused.report");
        }
        Map<String, AbsenceReport.Row> now = report.of(absence, absence.person()).stream()
                .collect(Collectors.toMap(AbsenceReport.Row::number, Function.identity()));
        Set<String> chosen = new TreeSet<>();
        for (Map<String, @Nullable Object> row : rows) {
            if (Boolean.TRUE.equals(row.get("takeBack")) || "true".equals(row.get("takeBack"))) {
                new Answer(row).text("number").ifPresent(chosen::add);
            }
        }
        for (String number : chosen) {
            AbsenceReport.Row row = now.get(number);
            if (row == null || !row.comesBack()) {
                throw Refusal.conflict("handover.refused.notBack", number, row == null ? "" : row.happened());
            }
        }
        if (all) {
            now.values().stream()
                    .filter(AbsenceReport.Row::comesBack)
                    .map(AbsenceReport.Row::number)
                    .forEach(chosen::add);
        }
        tables.choose(id, chosen.stream().map(TicketNumber::new).toList());
    }

    /** Each for itself, if it still is where the person saw it; the former owner is told. */
    @Transactional
    public void takeBack(long id) {
        RecordedAbsence absence = tables.lock(id).orElseThrow();
        Actor by = actors.of(absence.person());
        Map<String, List<OpenTicket>> taken = new TreeMap<>();
        for (AbsenceTables.Left left : tables.tickets(id)) {
            if (left.chosen()) {
                OpenTicket ticket = tickets.find(left.ticket()).orElseThrow();
                String owner = ticket.owner();
                take(ticket, by);
                if (owner != null) {
                    taken.computeIfAbsent(owner, key -> new ArrayList<>()).add(ticket);
                }
            }
        }
        taken.forEach((owner, back) -> mails.takenBack(absence, owner, back));
        tables.is(id, State.OVER);
    }

    private void take(OpenTicket ticket, Actor by) {
        String owner = ticket.owner();
        TicketNumber number = ticket.number();
        if (owner == null) {
            tickets.claim(number, by);
        } else if (tickets.handOver(number, owner, by.id(), false, by)) {
            offers.withdrawPending(number, Offers.TAKEN_AWAY);
        } else {
            throw Refusal.conflict("handover.refused.meanwhile", number.value());
        }
    }

    private static String instanceOf(RecordedAbsence absence) {
        return Objects.requireNonNull(absence.processInstance(), "absence without a process");
    }
}
