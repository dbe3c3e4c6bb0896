package io.promisedesk.handover;

import io.promisedesk.handover.AutomaticMoves.Stray;
import io.promisedesk.handover.HandoverPolicy.Candidate;
import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What happens around the end of a team's shift: the domain side of the process {@code shift}. */
@Service
public class ShiftEnd {

    static final String HAND_OVER = "hand-over";
    static final String KEEP = "keep";

    /** Far enough for a planning every few minutes, near enough for a roster that changes. */
    private static final Duration AHEAD = Duration.ofHours(24);
    /** Shifts that ended while nothing of ours was running are made up for, this far back. */
    private static final Duration BACK = Duration.ofHours(24);

    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    private final HandoverTables tables;
    private final TeamRulesDesk rules;
    private final Handovers handovers;
    private final Offers offers;
    private final AutomaticMoves automatic;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final HandoverFlow flow;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final TicketDesk tickets;
    private final ClockDesk clocks;
    private final CurrentActor actors;
    private final Clock clock;

    ShiftEnd(
            HandoverTables tables,
            TeamRulesDesk rules,
            Handovers handovers,
            Offers offers,
            AutomaticMoves automatic,
            HandoverMails mails,
            HandoverWords words,
            HandoverFlow flow,
            RosterDesk roster,
            PeopleDesk people,
            TicketDesk tickets,
            ClockDesk clocks,
            CurrentActor actors,
            Clock clock) {
        this.tables = tables;
        this.rules = rules;
        this.handovers = handovers;
        this.offers = offers;
        this.automatic = automatic;
        this.mails = mails;
        this.words = words;
        this.flow = flow;
        this.roster = roster;
        this.people = people;
        this.tickets = tickets;
        this.clocks = clocks;
        this.actors = actors;
        this.clock = clock;
    }

    /**
     * Starts one process instance for each shift that begins soon, runs, or ended lately, and has none yet.
     *
     * @return how many were new
     */
    @Transactional
    public int planShifts() {
        Instant now = clock.instant();
        int count = 0;
        for (Shift shift : roster.shiftsStarting(now.minus(BACK).minus(LONGEST_SHIFT), now.plus(AHEAD))) {
            if (shift.end().isAfter(now.minus(BACK)) && tables.plan(shift, now)) {
                tables.shiftStarted(shift.key(), flow.shiftPlanned(shift.key()));
                count++;
            }
        }
        return count;
    }

    public Instant handOverFrom(String shift) {
        HandoverTables.PlannedShift planned = tables.shift(shift);
        return planned.end().minus(rules.of(planned.team()).leadTime());
    }

    public Instant handOverUntil(String shift) {
        HandoverTables.PlannedShift planned = tables.shift(shift);
        return planned.end().plus(rules.of(planned.team()).grace());
    }

    /** Notes which agents must hand over: those with open tickets who do not go on working after this shift. */
    @Transactional
    public void findSenders(String shift) {
        Instant end = tables.shift(shift).end();
        peopleOf(shift).stream()
                .filter(person -> !worksAt(end, person, shift))
                .filter(person -> !offers.openTicketsOf(person).isEmpty())
                .forEach(person -> tables.ask(shift, person, clock.instant()));
    }

    public List<String> senders(String shift) {
        return tables.senders(shift);
    }

    /** The tickets of an agent with a proposal for each. Receivers get them in turn, whoever has least first. */
    public Sheet sheet(String shift, String agent) {
        Map<String, Integer> loads = offers.loads(receivers(shift, agent));
        List<Sheet.Choice> choices = choices(loads, agent);
        Optional<Shift> nextShift = nextShift(shift, agent);
        List<Sheet.Row> rows = new ArrayList<>();
        for (OpenTicket ticket : offers.openTicketsOf(agent)) {
            String receiver = pick(loads).orElse(null);
            boolean keeps = receiver == null && HandoverPolicy.mayKeep(deadlines(ticket), nextShift);
            rows.add(new Sheet.Row(
                    ticket.number().value(),
                    ticket.subject(),
                    words.due(ticket, agent),
                    keeps || receiver == null ? KEEP : HAND_OVER,
                    receiver,
                    null,
                    null,
                    null));
            if (receiver != null) {
                loads.merge(receiver, 1, Integer::sum);
            }
        }
        return new Sheet(rows, choices);
    }

    /**
     * What an agent has decided. Tickets that are not theirs any more are passed over; those that came after they opened
     * the form are left to the end of the shift.
     */
    @Transactional
    public void decide(String shift, String agent, List<Map<String, @Nullable Object>> rows, Actor by) {
        requireOneself(agent, shift, by);
        HandoverTables.PlannedShift planned = tables.shift(shift);
        if (planned.settled()) {
            throw Refusal.conflict("handover.refused.settled", words.time(handOverUntil(shift), by.id()));
        }
        Set<String> receivers = receivers(shift, agent);
        Optional<Shift> nextShift = nextShift(shift, agent);
        Map<String, OpenTicket> open = offers.openTicketsOf(agent).stream()
                .collect(Collectors.toMap(ticket -> ticket.number().value(), Function.identity()));
        Map<String, Handover> byReceiver = new LinkedHashMap<>();
        Set<String> done = new HashSet<>();
        for (Map<String, @Nullable Object> row : rows) {
            Answer answer = new Answer(row);
            OpenTicket ticket = open.get(answer.text("number").orElse(""));
            if (ticket == null || !done.add(ticket.number().value())) {
                continue;
            }
            String note = answer.text("note").orElse(null);
            if (answer.text("decision").orElse(HAND_OVER).equals(KEEP)) {
                requireKeepable(ticket, nextShift, receivers, agent);
                offers.keep(planned.itsEnd(), ticket.number(), agent, note);
            } else {
                String receiver = answer.text("receiver")
                        .filter(receivers::contains)
                        .orElseThrow(() -> Refusal.invalid(
                                "receiver",
                                "handover.refused.receiver",
                                ticket.number().value()));
                Handover handover =
                        byReceiver.computeIfAbsent(receiver, to -> handovers.create(planned.itsEnd(), to, false));
                offers.offer(handover, ticket.number(), agent, receiver, note, false);
            }
            if (note != null) {
                tickets.note(ticket.number(), note, List.of(), actors.of(agent));
            }
        }
        tables.decided(shift, agent, clock.instant());
    }

    /** Sends what the agent has decided on its way: one hand-over process per receiver. */
    @Transactional
    public void offer(String shift, String agent) {
        tables.notStarted(shift, agent).forEach(handover -> {
            handovers.start(handover);
            mails.offered(handover, tables.lines(handover.id()));
        });
    }

    /**
     * Shift and grace are over: what still belongs to somebody who has gone moves to somebody who is here. Where nobody
     * is, it stays and the supervisor is told.
     */
    @Transactional
    public void handOverTheRest(String shift) {
        Instant now = clock.instant();
        Occasion occasion = tables.shift(shift).itsEnd();
        List<HandoverLine> before = tables.linesOf(occasion);
        Set<String> gone = new TreeSet<>(tables.senders(shift));
        gone.addAll(peopleOf(shift));
        gone.removeIf(person -> worksAt(now, person, shift));
        List<Stray> strays = new ArrayList<>();
        for (String sender : gone) {
            offers.openTicketsOf(sender).stream()
                    .filter(ticket -> !isKept(ticket, sender, before, shift))
                    .forEach(ticket -> strays.add(new Stray(ticket, sender, null)));
        }
        tables.shiftSettled(shift, now);
        automatic.move(occasion, strays, gone, shift);
    }

    private void requireOneself(String agent, String shift, Actor by) {
        if (!by.id().equals(agent) && !Supervision.over(by, tables.shift(shift).team())) {
            throw Refusal.forbidden("handover.refused.notYours", words.name(agent));
        }
    }

    private void requireKeepable(OpenTicket ticket, Optional<Shift> nextShift, Set<String> receivers, String agent) {
        if (receivers.isEmpty() || HandoverPolicy.mayKeep(deadlines(ticket), nextShift)) {
            return;
        }
        String number = ticket.number().value();
        throw nextShift
                .map(next -> Refusal.invalid(
                        "decision",
                        "handover.refused.keep",
                        number,
                        words.due(ticket, agent),
                        words.time(next.start(), agent),
                        words.time(next.end(), agent)))
                .orElseGet(() -> Refusal.invalid("decision", "handover.refused.keepWithoutShift", number));
    }

    private boolean isKept(OpenTicket ticket, String owner, List<HandoverLine> lines, String shift) {
        return lines.stream()
                        .anyMatch(line -> line.state() == LineState.KEPT
                                && line.sender().equals(owner)
                                && line.ticket().equals(ticket.number()))
                && HandoverPolicy.mayKeep(deadlines(ticket), nextShift(shift, owner));
    }

    private List<Instant> deadlines(OpenTicket ticket) {
        return clocks.clocks(ticket.number().value()).stream()
                .filter(view -> view.state() == ClockView.State.RUNNING)
                .map(ClockView::due)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Who can take over from an agent: whoever of the team is on shift then, else who comes next. */
    private Set<String> receivers(String shift, String agent) {
        HandoverTables.PlannedShift planned = tables.shift(shift);
        Instant then = later(clock.instant(), planned.end());
        Set<String> receivers = new TreeSet<>(roster.agentsOnShift(planned.team(), then));
        receivers.remove(agent);
        if (receivers.isEmpty()) {
            Set<String> agents =
                    people.agentsOf(planned.team()).stream().map(Person::id).collect(Collectors.toSet());
            roster.nextShift(planned.team(), then).ifPresent(next -> receivers.addAll(next.people()));
            receivers.retainAll(agents);
            receivers.remove(agent);
        }
        return receivers;
    }

    private List<Sheet.Choice> choices(Map<String, Integer> loads, String reader) {
        return loads.entrySet().stream()
                .map(entry ->
                        new Sheet.Choice(words.nameWithLoad(entry.getKey(), entry.getValue(), reader), entry.getKey()))
                .toList();
    }

    private static Optional<String> pick(Map<String, Integer> loads) {
        return HandoverPolicy.receiver(loads.entrySet().stream()
                .map(entry -> new Candidate(entry.getKey(), entry.getValue(), false, false))
                .toList());
    }

    private Set<String> peopleOf(String shift) {
        return roster.shift(shift)
                .map(Shift::people)
                .<Set<String>>map(TreeSet::new)
                .orElseGet(TreeSet::new);
    }

    /** Whether somebody works at that instant: after the end of this shift that means another shift of theirs. */
    private boolean worksAt(Instant at, String person, String shift) {
        return roster.isOnShift(person, later(at, tables.shift(shift).end()));
    }

    private Optional<Shift> nextShift(String shift, String agent) {
        return roster.nextShiftOf(agent, tables.shift(shift).end());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
