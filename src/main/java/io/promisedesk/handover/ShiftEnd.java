package io.promisedesk.handover;

import io.promisedesk.handover.AutomaticMoves.Chosen;
import io.promisedesk.handover.AutomaticMoves.Stray;
import io.promisedesk.handover.HandoverTables.Member;
import io.promisedesk.handover.HandoverTables.Planned;
import io.promisedesk.handover.HandoverTables.PlannedShift;
import io.promisedesk.handover.Proposals.Proposal;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketFacts;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    static final String HAND_OVER = "hand-over";
    static final String KEEP = "keep";
    static final String RESOLVE = "resolve";

    private final HandoverTables tables;
    private final TeamRulesDesk rules;
    private final Handovers handovers;
    private final Offers offers;
    private final Proposals proposals;
    private final AutomaticMoves automatic;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final TicketDesk tickets;
    private final TicketFacts facts;
    private final CurrentActor actors;
    private final Clock clock;

    ShiftEnd(
            HandoverTables tables,
            TeamRulesDesk rules,
            Handovers handovers,
            Offers offers,
            Proposals proposals,
            AutomaticMoves automatic,
            HandoverMails mails,
            HandoverWords words,
            RosterDesk roster,
            PeopleDesk people,
            TicketDesk tickets,
            TicketFacts facts,
            CurrentActor actors,
            Clock clock) {
        this.tables = tables;
        this.rules = rules;
        this.handovers = handovers;
        this.offers = offers;
        this.proposals = proposals;
        this.automatic = automatic;
        this.mails = mails;
        this.words = words;
        this.roster = roster;
        this.people = people;
        this.tickets = tickets;
        this.facts = facts;
        this.actors = actors;
        this.clock = clock;
    }

    public Instant handOverFrom(String shift) {
        PlannedShift planned = tables.shift(shift);
        return planned.end().minus(rules.of(planned.team()).leadTime());
    }

    /** The end and the grace; of a shift that was taken out of the roster, from then. */
    public Instant handOverUntil(String shift) {
        PlannedShift planned = tables.shift(shift);
        return planned.over().plus(rules.of(planned.team()).grace());
    }

    /** Whoever has been taken out of a running shift has the grace, too. */
    public Instant goneFrom(String shift) {
        Instant left = tables.members(List.of(shift)).stream()
                .map(Member::leftAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElseGet(clock::instant);
        return left.plus(rules.of(tables.shift(shift).team()).grace());
    }

    /**
     * Notes which agents must hand over: those with open tickets who do not go on working after this shift. Whoever has
     * decided on all of theirs already, in a shift that had another length then, is not asked again.
     */
    @Transactional
    public void findSenders(String shift) {
        PlannedShift planned = tables.shift(shift);
        List<String> going = peopleOf(shift).stream()
                .filter(person -> !worksAt(planned.end(), person, shift))
                .toList();
        List<OpenTicket> theirs = offers.openTicketsOf(going);
        Map<String, List<OpenTicket>> open = theirs.stream().collect(Collectors.groupingBy(ShiftEnd::owner));
        Set<TicketNumber> decided = new HashSet<>(
                tables.pending(theirs.stream().map(OpenTicket::number).toList()).keySet());
        decided.addAll(tables.kept(theirs, planned.start()));
        open.forEach((person, tickets) -> {
            if (tickets.stream().anyMatch(ticket -> !decided.contains(ticket.number()))) {
                tables.ask(shift, person, clock.instant());
            }
        });
    }

    public List<String> senders(String shift) {
        return tables.senders(shift);
    }

    /** The tickets of an agent, those with the least time first, with a proposal for each. */
    public Sheet sheet(String shift, String agent) {
        PlannedShift planned = tables.shift(shift);
        Set<String> receivers = receivers(shift, agent);
        List<OpenTicket> open = offers.openTicketsOf(agent);
        List<TicketNumber> numbers = open.stream().map(OpenTicket::number).toList();
        Map<TicketNumber, HandoverLine> pending = tables.pending(numbers);
        Set<TicketNumber> kept = tables.kept(open, planned.start());
        List<Sheet.Row> rows = new ArrayList<>();
        for (Proposal proposal :
                proposals.propose(open, nextShift(shift, agent), receivers, later(clock.instant(), planned.end()))) {
            OpenTicket ticket = proposal.ticket();
            Optional<HandoverLine> asked = Optional.ofNullable(pending.get(ticket.number()))
                    .filter(line -> receivers.contains(line.receiver()));
            String decision =
                    asked.isPresent() ? HAND_OVER : kept.contains(ticket.number()) ? KEEP : decision(proposal.kind());
            rows.add(Sheet.Row.of(ticket, words.due(ticket, agent), words.left(ticket, agent))
                    .proposing(
                            decision,
                            asked.map(HandoverLine::receiver).orElse(proposal.receiver()),
                            asked.isPresent()
                                    ? words.text(agent, "handover.why.asked-already")
                                    : words.why(agent, proposal.kind(), proposal.receiver(), proposal.why()))
                    .saying(null, asked.map(HandoverLine::note).orElse(null), null, null));
        }
        return new Sheet(rows, choices(offers.loads(receivers), rows, agent));
    }

    private static String decision(Proposals.Kind kind) {
        return switch (kind) {
            case KEEP -> KEEP;
            case HAND_OVER -> HAND_OVER;
            case RESOLVE -> RESOLVE;
        };
    }

    private static String owner(OpenTicket ticket) {
        return Objects.requireNonNullElse(ticket.owner(), "");
    }

    /**
     * What an agent has decided. Tickets that are not theirs any more are passed over; those that came after they opened
     * the form are left to the end of the shift.
     */
    @Transactional
    public void decide(String shift, String agent, List<Map<String, @Nullable Object>> rows, Actor by) {
        requireOneself(agent, shift, by);
        PlannedShift planned = tables.shift(shift);
        if (planned.settled()) {
            throw Refusal.conflict("handover.refused.settled", words.time(handOverUntil(shift), by.id()));
        }
        Set<String> receivers = receivers(shift, agent);
        Optional<Shift> nextShift = nextShift(shift, agent);
        Map<String, OpenTicket> open = offers.openTicketsOf(agent).stream()
                .collect(Collectors.toMap(ticket -> ticket.number().value(), Function.identity()));
        List<TicketNumber> numbers =
                open.values().stream().map(OpenTicket::number).toList();
        Map<TicketNumber, List<Instant>> deadlines = proposals.deadlines(numbers);
        Map<TicketNumber, HandoverLine> pending = tables.pending(numbers);
        Map<String, Handover> byReceiver = new LinkedHashMap<>();
        Set<String> done = new HashSet<>();
        for (Map<String, @Nullable Object> row : rows) {
            Answer answer = new Answer(row);
            OpenTicket ticket = open.get(answer.text("number").orElse(""));
            if (ticket == null || !done.add(ticket.number().value())) {
                continue;
            }
            TicketNumber number = ticket.number();
            String note = answer.text("note").orElse(null);
            HandoverLine asked = pending.get(number);
            switch (answer.text("decision").orElse(HAND_OVER)) {
                case KEEP -> {
                    requireKeepable(ticket, deadlines.getOrDefault(number, List.of()), nextShift, receivers, agent);
                    offers.keep(planned.itsEnd(), number, agent, note);
                }
                case RESOLVE -> resolve(number, answer.text("lastWords").orElse(null), by);
                default -> {
                    String receiver = answer.text("receiver")
                            .filter(receivers::contains)
                            .orElseThrow(
                                    () -> Refusal.invalid("receiver", "handover.refused.receiver", number.value()));
                    if (asked != null && asked.receiver().equals(receiver)) {
                        // Decided before, and not yet answered: it stands.
                        continue;
                    }
                    Handover handover =
                            byReceiver.computeIfAbsent(receiver, to -> handovers.create(planned.itsEnd(), to, false));
                    offers.offer(handover, number, agent, receiver, note, false);
                }
            }
            if (note != null) {
                tickets.note(number, note, List.of(), actors.of(agent));
            }
        }
        tables.decided(shift, agent, clock.instant());
    }

    /** With the last words to the customer, which are needed where an answer is owed. */
    private void resolve(TicketNumber number, @Nullable String lastWords, Actor by) {
        boolean owed = Optional.ofNullable(facts.of(List.of(number)).get(number))
                .map(TicketFacts.Facts::answerOwedSince)
                .isPresent();
        if (owed && lastWords == null) {
            throw Refusal.invalid("lastWords", "handover.refused.answerOwed", number.value());
        }
        tickets.resolve(number, lastWords, by);
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
     * Shift and grace are over: what still belongs to somebody who has gone is given to those who are here. Nothing moves
     * yet but what can be given to nobody: that stays, and the supervisor is told.
     */
    @Transactional
    public void findTheRest(String shift) {
        Occasion occasion = tables.shift(shift).itsEnd();
        Set<String> gone = gone(shift);
        List<Chosen> chosen = automatic.choose(occasion, strays(shift, gone), gone);
        Instant now = clock.instant();
        tables.shiftSettled(shift, now);
        chosen.stream()
                .filter(one -> one.receiver() != null)
                .forEach(one -> tables.planMove(
                        shift,
                        new Planned(
                                one.stray().ticket().number(),
                                one.stray().owner(),
                                Objects.requireNonNull(one.receiver()),
                                one.note()),
                        now));
        automatic.carryOut(
                occasion, chosen.stream().filter(one -> one.receiver() == null).toList(), shift);
    }

    public List<String> receiversOfTheRest(String shift) {
        return tables.receiversOfTheRest(shift);
    }

    /** Gives somebody what is meant for them; what has changed since it was planned is looked at anew. */
    @Transactional
    public void handOverTo(String shift, String receiver) {
        Instant now = clock.instant();
        Occasion occasion = tables.shift(shift).itsEnd();
        List<Planned> planned = tables.toMove(shift, receiver);
        Map<TicketNumber, OpenTicket> open = tickets
                .find(planned.stream().map(Planned::ticket).toList())
                .stream()
                .filter(ticket -> ticket.state() != TicketState.RESOLVED
                        && !ticket.state().isOver())
                .collect(Collectors.toMap(OpenTicket::number, Function.identity()));
        Map<TicketNumber, HandoverLine> pending = tables.pending(open.keySet());
        Set<String> back = planned.stream()
                .map(Planned::sender)
                .distinct()
                .filter(sender -> worksAt(now, sender, shift))
                .collect(Collectors.toSet());
        List<Chosen> chosen = new ArrayList<>();
        for (Planned one : planned) {
            OpenTicket ticket = open.get(one.ticket());
            if (ticket != null && one.sender().equals(ticket.owner()) && !back.contains(one.sender())) {
                chosen.add(
                        new Chosen(new Stray(ticket, one.sender(), one.note()), receiver, pending.get(one.ticket())));
            }
        }
        String round = shift + ":" + receiver;
        if (roster.isOnShift(receiver, now)) {
            automatic.carryOut(occasion, chosen, round);
        } else {
            automatic.move(occasion, chosen.stream().map(Chosen::stray).toList(), gone(shift), round);
        }
        tables.moved(shift, receiver, now);
    }

    /** All of it at once: for instances of diagrams that know no better. */
    @Transactional
    public void handOverTheRest(String shift) {
        Set<String> gone = gone(shift);
        List<Stray> strays = strays(shift, gone);
        tables.shiftSettled(shift, clock.instant());
        automatic.move(tables.shift(shift).itsEnd(), strays, gone, shift);
    }

    /** The same for whoever was taken out of the shift while it ran, or whose shift was. */
    @Transactional
    public void handOverOfThoseWhoLeft(String shift) {
        PlannedShift planned = tables.shift(shift);
        if (planned.takenOutAt() != null && planned.takenOutAt().isBefore(planned.start())) {
            return;
        }
        Instant now = clock.instant();
        Set<String> gone = tables.members(List.of(shift)).stream()
                .filter(member -> member.leftAt() != null || planned.takenOutAt() != null)
                .map(Member::person)
                .filter(person -> !roster.isOnShift(person, now))
                .collect(Collectors.toCollection(TreeSet::new));
        automatic.move(planned.itsEnd(), strays(shift, gone), gone, shift + ":left:" + now.getEpochSecond());
    }

    /** Everybody who was in the shift and does not work on. */
    private Set<String> gone(String shift) {
        Instant now = clock.instant();
        Set<String> gone = new TreeSet<>(tables.senders(shift));
        gone.addAll(peopleOf(shift));
        tables.members(List.of(shift)).forEach(member -> gone.add(member.person()));
        gone.removeIf(person -> worksAt(now, person, shift));
        return gone;
    }

    /**
     * What they own and have not said they keep, or may not keep any more. Who is absent says nothing: what is due inside
     * their first work afterwards waits for them, as it did when they fell ill.
     */
    private List<Stray> strays(String shift, Set<String> gone) {
        Instant now = clock.instant();
        List<OpenTicket> open = offers.openTicketsOf(gone);
        Set<TicketNumber> kept = tables.kept(open, tables.shift(shift).start());
        Map<TicketNumber, List<Instant>> deadlines =
                proposals.deadlines(open.stream().map(OpenTicket::number).toList());
        Map<String, Optional<Absence>> absent = new HashMap<>();
        Map<String, Optional<Shift>> next = new HashMap<>();
        List<Stray> strays = new ArrayList<>();
        for (OpenTicket ticket : open) {
            Optional<Absence> absence = absent.computeIfAbsent(owner(ticket), person -> roster.absenceOf(person, now));
            boolean waits = (absence.isPresent() || kept.contains(ticket.number()))
                    && HandoverPolicy.mayKeep(
                            deadlines.getOrDefault(ticket.number(), List.of()),
                            next.computeIfAbsent(owner(ticket), person -> absence.map(this::workAfter)
                                    .orElseGet(() -> nextShift(shift, person))));
            if (!waits) {
                strays.add(new Stray(ticket, owner(ticket), null));
            }
        }
        return strays;
    }

    /** The first work of somebody after an absence: the rest of a shift, where they come back in the middle of one. */
    private Optional<Shift> workAfter(Absence absence) {
        Instant back = absence.to();
        return back == null
                ? Optional.empty()
                : roster.shiftsStarting(back.minus(LONGEST_SHIFT), back).stream()
                        .filter(shift -> shift.covers(back) && shift.people().contains(absence.person()))
                        .findFirst()
                        .map(shift -> new Shift(shift.key(), shift.team(), back, shift.end(), shift.people()))
                        .or(() -> roster.nextShiftOf(absence.person(), back));
    }

    private void requireOneself(String agent, String shift, Actor by) {
        if (!by.id().equals(agent) && !Supervision.over(by, tables.shift(shift).team())) {
            throw Refusal.forbidden("handover.refused.notYours", words.name(agent));
        }
    }

    private void requireKeepable(
            OpenTicket ticket,
            List<Instant> deadlines,
            Optional<Shift> nextShift,
            Set<String> receivers,
            String agent) {
        if (receivers.isEmpty() || HandoverPolicy.mayKeep(deadlines, nextShift)) {
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

    /** Who can take over from an agent: whoever of the team is on shift then, else who comes next. */
    private Set<String> receivers(String shift, String agent) {
        PlannedShift planned = tables.shift(shift);
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

    private List<Sheet.Choice> choices(Map<String, Integer> loads, List<Sheet.Row> rows, String reader) {
        return loads.entrySet().stream()
                .map(entry -> new Sheet.Choice(
                        words.nameWithLoad(
                                entry.getKey(),
                                entry.getValue(),
                                (int) rows.stream()
                                        .filter(row -> HAND_OVER.equals(row.decision())
                                                && entry.getKey().equals(row.receiver()))
                                        .count(),
                                reader),
                        entry.getKey()))
                .toList();
    }

    private Set<String> peopleOf(String shift) {
        return roster.shift(shift)
                .map(Shift::people)
                .<Set<String>>map(TreeSet::new)
                .orElseGet(TreeSet::new);
    }

    /** Whether somebody works at that instant: after the end of this shift that means another shift of theirs. */
    private boolean worksAt(Instant at, String person, String shift) {
        return roster.isOnShift(person, later(at, tables.shift(shift).over()));
    }

    private Optional<Shift> nextShift(String shift, String agent) {
        return roster.nextShiftOf(agent, tables.shift(shift).end());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
