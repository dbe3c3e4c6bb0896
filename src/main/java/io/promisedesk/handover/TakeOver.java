package io.promisedesk.handover;

import io.promisedesk.handover.AutomaticMoves.Stray;
import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.Ranked;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketFacts;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How a receiver, and after them the supervisor, answers: the domain side of the process {@code handover}. */
@Service
public class TakeOver {

    private static final int SHOWN_MESSAGES = 2;
    private static final int SHOWN_LENGTH = 160;

    static final String ACCEPT = "accept";
    static final String DECLINE = "decline";

    private final HandoverTables tables;
    private final Offers offers;
    private final Handovers handovers;
    private final Proposals proposals;
    private final AutomaticMoves automatic;
    private final TeamRulesDesk rules;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final HandoverFlow flow;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final TicketDesk tickets;
    private final TicketFacts facts;
    private final RoutingDesk routing;
    private final CurrentActor actors;
    private final Clock clock;

    TakeOver(
            HandoverTables tables,
            Offers offers,
            Handovers handovers,
            Proposals proposals,
            AutomaticMoves automatic,
            TeamRulesDesk rules,
            HandoverMails mails,
            HandoverWords words,
            HandoverFlow flow,
            RosterDesk roster,
            PeopleDesk people,
            TicketDesk tickets,
            TicketFacts facts,
            RoutingDesk routing,
            CurrentActor actors,
            Clock clock) {
        this.tables = tables;
        this.offers = offers;
        this.handovers = handovers;
        this.proposals = proposals;
        this.automatic = automatic;
        this.rules = rules;
        this.mails = mails;
        this.words = words;
        this.flow = flow;
        this.roster = roster;
        this.people = people;
        this.tickets = tickets;
        this.facts = facts;
        this.routing = routing;
        this.actors = actors;
        this.clock = clock;
    }

    /** Id of the engine's task that waits for an answer; empty where everything is decided or there is no such hand-over. */
    public Optional<String> openTask(long handover) {
        return tables.find(handover)
                .flatMap(found -> Optional.ofNullable(found.processInstance()))
                .flatMap(flow::openTask);
    }

    public Instant answerBy(long handover) {
        return tables.handover(handover).answerBy();
    }

    /** What the receiver is asked to take over, or what has come to them already. No answer is proposed: to accept is an act. */
    public Sheet offerSheet(long handover) {
        String reader = tables.handover(handover).receiver();
        return new Sheet(rows(openLines(handover, false).toList(), reader, number -> null), List.of());
    }

    /**
     * The receiver's answers; carried out by {@link #settle}.
     *
     * @param acceptRest what is not answered is accepted
     */
    @Transactional
    public void answer(long handover, List<Map<String, @Nullable Object>> rows, boolean acceptRest, Actor by) {
        Handover offered = tables.handover(handover);
        requireOneself(offered.receiver(), offered, by);
        Map<String, Answer> answers = byNumber(rows);
        for (HandoverLine line : openLines(handover, false).toList()) {
            String number = line.ticket().value();
            Answer answer = answered(answers, number);
            String decision = answer.text("decision").orElse(acceptRest ? ACCEPT : "");
            if (!decision.equals(ACCEPT) && !decision.equals(DECLINE)) {
                throw Refusal.invalid("decision", "handover.refused.noAnswer", number);
            }
            String reason = answer.text("reason").orElse(null);
            if (decision.equals(DECLINE) && reason == null) {
                throw Refusal.invalid("reason", "handover.refused.noReason", number);
            }
            tables.answer(line.id(), decision, reason);
        }
    }

    /**
     * Carries the answers out, each for itself. Silence passes an offer on, once to another colleague who is there; to
     * tickets that have moved already it is consent. Whoever has gone before they answered has been silent.
     *
     * @return whether something is left for the supervisor
     */
    @Transactional
    public boolean settle(long handover) {
        offers.lock(handover);
        Handover offered = tables.handover(handover);
        String receiver = offered.receiver();
        List<HandoverLine> silent = new ArrayList<>();
        for (HandoverLine line : openLines(handover, false).toList()) {
            boolean moved = line.state() == LineState.AUTOMATIC;
            if (DECLINE.equals(line.answer())) {
                decide(line, LineState.DECLINED, receiver);
            } else if (moved) {
                decide(line, LineState.AUTOMATIC, receiver);
            } else if (line.answer() == null) {
                boolean gone = !roster.isOnShift(receiver, clock.instant());
                offers.withdraw(line, gone ? Offers.RECEIVER_GONE : Offers.UNANSWERED);
                silent.add(line);
            } else {
                move(line, receiver, actors.of(receiver));
            }
        }
        if (offered.round() == 1) {
            askSomebodyElse(offered, silent);
        }
        return !leftOver(handover).isEmpty();
    }

    /** Once, and only those who are there now and still will be when the sender has gone. */
    private void askSomebodyElse(Handover unanswered, List<HandoverLine> lines) {
        Occasion occasion = unanswered.occasion();
        List<HandoverLine> still = lines.stream()
                .filter(line -> offers.stillOwned(line.ticket(), line.sender()).isPresent())
                .toList();
        if (still.isEmpty()
                || occasion.shift() != null && tables.shift(occasion.shift()).settled()) {
            return;
        }
        Instant now = clock.instant();
        Set<String> here = agents(unanswered);
        here.retainAll(roster.agentsOnShift(occasion.team(), now));
        here.remove(unanswered.receiver());
        List<HandoverLine> before = tables.linesOf(occasion);
        Proposals.Chooser chooser =
                proposals.chooser(still.stream().map(HandoverLine::ticket).toList(), here, now);
        Map<String, Handover> asked = new LinkedHashMap<>();
        for (HandoverLine line : still) {
            chooser.choose(
                            line.ticket(),
                            person -> !person.equals(line.sender())
                                    && before.stream().noneMatch(one -> one.wasRefusedBy(person, line.ticket())),
                            null,
                            person -> false)
                    .ifPresent(choice -> {
                        Handover next =
                                asked.computeIfAbsent(choice.person(), to -> handovers.create(occasion, to, false, 2));
                        offers.offer(next, line.ticket(), line.sender(), choice.person(), line.note(), false);
                    });
        }
        asked.values().forEach(next -> {
            handovers.start(next);
            mails.offered(next, tables.lines(next.id()));
        });
    }

    /** Whoever answers for the team finds new owners; those on duty are told by mail. */
    @Transactional
    public void redirect(long handover) {
        Handover declined = tables.handover(handover);
        List<String> onDuty = onDuty(declined);
        List<String> all = new ArrayList<>(onDuty);
        all.addAll(placers(handover));
        all.add(declined.receiver());
        for (HandoverLine line : leftOver(handover)) {
            String owner = ownerAfter(line, declined);
            // Nobody is asked to take over from themself.
            all.stream()
                    .filter(person -> !person.equals(owner))
                    .findFirst()
                    .ifPresent(to -> offers.offer(declined, line.ticket(), owner, to, line.note(), true));
        }
        tables.supervisorIs(handover, onDuty.get(0));
        List<HandoverLine> redirected = openLines(handover, true).toList();
        Map<TicketNumber, String> reasons = new HashMap<>();
        redirected.forEach(
                line -> Optional.ofNullable(reasonOf(line)).ifPresent(reason -> reasons.put(line.ticket(), reason)));
        mails.redirected(tables.handover(handover), redirected, reasons, onDuty);
    }

    /** User ids of those who may find new owners: all supervisors of the team, on shift or not, and the dispatchers. */
    public Set<String> placers(long handover) {
        Handover declined = tables.handover(handover);
        Set<String> placers = new LinkedHashSet<>(onDuty(declined));
        Stream.concat(people.supervisorsOf(declined.occasion().team()).stream(), people.dispatchers().stream())
                .map(Person::id)
                .forEach(placers::add);
        return placers;
    }

    /**
     * Until when they have time: from when it is redirected or, before that, from when the end of the shift has moved what
     * it finds ({@link ShiftEnd#handOverTheRest}).
     */
    public Instant placeBy(long handover) {
        Instant now = clock.instant();
        Occasion occasion = tables.handover(handover).occasion();
        TeamRules team = rules.of(occasion.team());
        Instant settled = occasion.shift() == null
                ? now
                : tables.shift(occasion.shift()).end().plus(team.grace());
        return (now.isAfter(settled) ? now : settled).plus(team.acceptance());
    }

    /** What the supervisor has to find an owner for. */
    public Sheet placementSheet(long handover) {
        Handover declined = tables.handover(handover);
        String reader = supervisorOf(declined);
        List<HandoverLine> lines = openLines(handover, true).toList();
        Set<String> choices = choices(declined);
        Set<String> decliners = decliners(lines);
        if (!decliners.containsAll(choices)) {
            choices.removeAll(decliners);
        }
        Map<TicketNumber, String> proposed = owners(declined, lines);
        Map<String, Integer> loads = offers.loads(choices);
        return new Sheet(
                rows(lines, reader, proposed::get),
                choices.stream()
                        .map(person -> new Sheet.Choice(
                                words.nameWithLoad(
                                        person,
                                        loads.getOrDefault(person, 0),
                                        Collections.frequency(proposed.values(), person),
                                        reader),
                                person))
                        .toList());
    }

    /** Who has said no, to any of them: these are not asked again as long as there is somebody else. */
    private Set<String> decliners(List<HandoverLine> lines) {
        return lines.stream()
                .flatMap(line -> tables.linesOf(line.occasion()).stream()
                        .filter(before -> before.ticket().equals(line.ticket())))
                .filter(before -> before.state() == LineState.DECLINED)
                .map(HandoverLine::receiver)
                .collect(Collectors.toSet());
    }

    /**
     * Whom the ranking puts first: an agent who is there, can do it, and has room, also for what is proposed for them
     * before. Never whoever has it, or has declined it or left it unanswered; nobody where that leaves nobody.
     */
    private Map<TicketNumber, String> owners(Handover declined, List<HandoverLine> lines) {
        Instant at = afterwards(declined);
        Set<String> agents = agents(declined);
        List<HandoverLine> before = tables.linesOf(declined.occasion());
        Map<TicketNumber, String> owners = new HashMap<>();
        for (HandoverLine line : lines) {
            Set<String> asked = new LinkedHashSet<>(agents);
            asked.remove(line.sender());
            asked.removeIf(person -> before.stream().anyMatch(one -> one.wasRefusedBy(person, line.ticket())));
            if (!asked.isEmpty()) {
                routing.ranked(line.ticket(), asked, at).stream()
                        .filter(Ranked::fits)
                        .filter(one -> one.candidate().inHand() + Collections.frequency(owners.values(), one.person())
                                < one.candidate().capacity())
                        .findFirst()
                        .ifPresent(one -> owners.put(line.ticket(), one.person()));
            }
        }
        return owners;
    }

    /** The supervisor's choice of owners; carried out by {@link #settlePlacement}. */
    @Transactional
    public void place(long handover, List<Map<String, @Nullable Object>> rows, Actor by) {
        Handover declined = tables.handover(handover);
        requirePlacer(handover, by.id(), by);
        tables.supervisorIs(handover, by.id());
        Set<String> choices = choices(declined);
        Map<String, Answer> answers = byNumber(rows);
        for (HandoverLine line : openLines(handover, true).toList()) {
            String number = line.ticket().value();
            String owner = answered(answers, number)
                    .text("receiver")
                    .filter(choices::contains)
                    .orElseThrow(() -> Refusal.invalid("receiver", "handover.refused.owner", number));
            tables.answer(line.id(), owner, null);
        }
    }

    /** Whose task it may become: refuses everybody who does not answer for the team. */
    public void requirePlacer(long handover, String person) {
        requirePlacer(handover, person, actors.of(person));
    }

    private void requirePlacer(long handover, String person, Actor by) {
        if (!by.is(Role.ADMIN) && !placers(handover).contains(person)) {
            throw Refusal.forbidden("handover.refused.notYours", words.name(supervisorOf(tables.handover(handover))));
        }
    }

    /** As was decided. What nobody has decided in time moves by the rule of the end of a shift. */
    @Transactional
    public void settlePlacement(long handover) {
        offers.lock(handover);
        Handover declined = tables.handover(handover);
        String supervisor = supervisorOf(declined);
        List<Stray> strays = new ArrayList<>();
        for (HandoverLine line : openLines(handover, true).toList()) {
            String owner = line.answer();
            if (owner != null) {
                move(line, owner, actors.of(supervisor));
            } else {
                offers.withdraw(line, Offers.UNANSWERED);
                offers.stillOwned(line.ticket(), line.sender())
                        .ifPresent(ticket -> strays.add(new Stray(ticket, line.sender(), line.note())));
            }
        }
        Set<String> owners = strays.stream().map(Stray::owner).collect(Collectors.toSet());
        automatic.move(declined.occasion(), strays, owners, declined.occasion().key() + ":" + handover);
    }

    /** Owner first, then the line: the same order in which tickets and their offers change everywhere. */
    void move(HandoverLine line, String to, Actor by) {
        boolean moved = line.owner().equals(to)
                ? offers.stillOwned(line.ticket(), to).isPresent()
                : tickets.handOver(line.ticket(), line.owner(), to, false, by);
        if (!moved) {
            offers.withdraw(line, Offers.TAKEN_AWAY);
        } else if (!offers.decide(line, LineState.ACCEPTED, to, by.id())) {
            throw Refusal.conflict("handover.refused.meanwhile", line.ticket().value());
        }
    }

    private void decide(HandoverLine line, LineState to, String by) {
        if (!offers.decide(line, to, line.receiver(), by)) {
            throw Refusal.conflict("handover.refused.meanwhile", line.ticket().value());
        }
    }

    /** Declined or unanswered, and still in the hands of who must not be left with it. */
    private List<HandoverLine> leftOver(long handover) {
        Handover declined = tables.handover(handover);
        return tables.lines(handover).stream()
                .filter(line -> !line.redirected())
                .filter(line -> line.state() == LineState.DECLINED || line.isUnanswered())
                .filter(line -> tables.pending(line.ticket()).isEmpty())
                .filter(line -> offers.stillOwned(line.ticket(), ownerAfter(line, declined))
                        .isPresent())
                .toList();
    }

    /** Who owns a ticket that was declined: the receiver, if it had come to them automatically. */
    private static String ownerAfter(HandoverLine line, Handover handover) {
        return handover.automatic() ? line.receiver() : line.sender();
    }

    /**
     * Who is told: those who answer for the team now, but for the receiver who has just declined; where that leaves nobody,
     * the dispatchers, and the receiver before nobody at all.
     */
    private List<String> onDuty(Handover declined) {
        String receiver = declined.receiver();
        List<String> found = onDuty(declined.occasion().team(), receiver);
        if (found.isEmpty()) {
            found = onDuty(null, receiver);
        }
        return found.isEmpty() ? List.of(receiver) : found;
    }

    private List<String> onDuty(@Nullable String team, String notThem) {
        return roster.supervisorsToTell(team, clock.instant()).stream()
                .filter(person -> !person.equals(notThem))
                .toList();
    }

    /** The team's agents who are on shift once this one is over. */
    private Set<String> agents(Handover declined) {
        return new LinkedHashSet<>(roster.agentsOnShift(declined.occasion().team(), afterwards(declined)));
    }

    private Instant afterwards(Handover declined) {
        String shift = declined.occasion().shift();
        Instant now = clock.instant();
        Instant end = shift == null ? now : tables.shift(shift).end();
        return now.isAfter(end) ? now : end;
    }

    /** Those, and the team's supervisors who are not absent. */
    private Set<String> choices(Handover declined) {
        Set<String> choices = agents(declined);
        Instant now = clock.instant();
        people.supervisorsOf(declined.occasion().team()).stream()
                .map(Person::id)
                .filter(person -> roster.absenceOf(person, now).isEmpty())
                .forEach(choices::add);
        return choices;
    }

    private static String supervisorOf(Handover handover) {
        String supervisor = handover.supervisor();
        if (supervisor == null) {
            throw new IllegalStateException("hand-over " + handover.id() + " was not redirected");
        }
        return supervisor;
    }

    private void requireOneself(String receiver, Handover handover, Actor by) {
        if (!by.id().equals(receiver)
                && !Supervision.over(by, handover.occasion().team())) {
            throw Refusal.forbidden("handover.refused.notYours", words.name(receiver));
        }
    }

    private Stream<HandoverLine> openLines(long handover, boolean redirected) {
        return tables.lines(handover).stream()
                .filter(line -> line.redirected() == redirected)
                .filter(HandoverLine::isOpen);
    }

    /** Those with the least time first. */
    private List<Sheet.Row> rows(
            List<HandoverLine> lines, String reader, Function<TicketNumber, @Nullable String> proposed) {
        Map<TicketNumber, HandoverLine> byNumber = lines.stream()
                .collect(Collectors.toMap(HandoverLine::ticket, Function.identity(), (one, other) -> other));
        List<OpenTicket> open = tickets.find(byNumber.keySet());
        Map<TicketNumber, List<TicketFacts.Said>> said =
                facts.lastMessages(byNumber.keySet(), SHOWN_MESSAGES, SHOWN_LENGTH);
        List<Sheet.Row> rows = new ArrayList<>();
        for (OpenTicket ticket : open) {
            HandoverLine line = Objects.requireNonNull(byNumber.get(ticket.number()));
            rows.add(Sheet.Row.of(ticket, words.due(ticket, reader), words.left(ticket, reader))
                    .proposing(null, proposed.apply(ticket.number()), null)
                    .saying(
                            words.name(line.sender()),
                            line.note(),
                            words.messages(said.getOrDefault(ticket.number(), List.of()), reader),
                            reasonOf(line)));
        }
        return rows;
    }

    /** For a redirected line the reason its receiver gave. */
    private @Nullable String reasonOf(HandoverLine line) {
        if (!line.redirected() || line.handover() == null) {
            return null;
        }
        return tables.lines(line.handover()).stream()
                .filter(other -> other.ticket().equals(line.ticket()) && other.state() == LineState.DECLINED)
                .map(HandoverLine::reason)
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Answer> byNumber(List<Map<String, @Nullable Object>> rows) {
        List<Answer> answers = new ArrayList<>();
        rows.forEach(row -> answers.add(new Answer(row)));
        return answers.stream()
                .filter(answer -> answer.text("number").isPresent())
                .collect(Collectors.toMap(
                        answer -> answer.text("number").orElseThrow(), Function.identity(), (first, second) -> first));
    }

    private static Answer answered(Map<String, Answer> answers, String number) {
        Answer answer = answers.get(number);
        if (answer == null) {
            throw Refusal.invalid("tickets", "handover.refused.noAnswer", number);
        }
        return answer;
    }
}
