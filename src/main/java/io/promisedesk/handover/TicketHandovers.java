package io.promisedesk.handover;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
@Transactional
class TicketHandovers implements HandoverDesk {

    /** Older ones were looked after long ago, or nobody ever will. */
    private static final Duration LEFT_SINCE = Duration.ofDays(14);

    private final HandoverTables tables;
    private final AnswerTimes times;
    private final Handovers handovers;
    private final Offers offers;
    private final TakeOver takeOver;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final TicketDesk tickets;
    private final Clock clock;

    TicketHandovers(
            HandoverTables tables,
            AnswerTimes times,
            Handovers handovers,
            Offers offers,
            TakeOver takeOver,
            HandoverMails mails,
            HandoverWords words,
            RosterDesk roster,
            PeopleDesk people,
            TicketDesk tickets,
            Clock clock) {
        this.tables = tables;
        this.times = times;
        this.handovers = handovers;
        this.offers = offers;
        this.takeOver = takeOver;
        this.mails = mails;
        this.words = words;
        this.roster = roster;
        this.people = people;
        this.tickets = tickets;
        this.clock = clock;
    }

    @Override
    @Transactional(readOnly = true)
    public List<Pending> pending(String team, Actor by) {
        requireLead(team, by);
        return pending(tables.pendingIn(team));
    }

    @Override
    @Transactional(readOnly = true)
    public List<Pending> pendingOf(Actor by) {
        return pending(tables.pendingOf(by.id()));
    }

    private List<Pending> pending(List<HandoverLine> lines) {
        Map<TicketNumber, OpenTicket> open = open(lines);
        Map<Long, Instant> answerBy = times.of(lines.stream()
                .map(HandoverLine::handover)
                .filter(Objects::nonNull)
                .toList());
        List<Pending> pending = new ArrayList<>();
        for (HandoverLine line : lines) {
            OpenTicket ticket = open.get(line.ticket());
            Long handover = line.handover();
            if (ticket != null && handover != null) {
                pending.add(new Pending(
                        line.id(),
                        line.ticket(),
                        ticket.subject(),
                        line.sender(),
                        words.name(line.sender()),
                        line.receiver(),
                        words.name(line.receiver()),
                        line.note(),
                        line.offeredAt(),
                        Objects.requireNonNull(answerBy.get(handover)),
                        line.redirected(),
                        line.occasion().cause(),
                        ticket.due()));
            }
        }
        return pending;
    }

    @Override
    @Transactional(readOnly = true)
    public List<Left> left(String team, Actor by) {
        requireLead(team, by);
        Instant now = clock.instant();
        // The newest line of each ticket counts.
        Map<TicketNumber, HandoverLine> lines = new LinkedHashMap<>();
        tables.stayed(team, now.minus(LEFT_SINCE)).forEach(line -> lines.putIfAbsent(line.ticket(), line));
        Map<TicketNumber, OpenTicket> open = open(List.copyOf(lines.values()));
        return lines.values().stream()
                .filter(line -> {
                    OpenTicket ticket = open.get(line.ticket());
                    return ticket != null
                            && line.sender().equals(ticket.owner())
                            && ticket.state() != TicketState.RESOLVED
                            && !roster.isOnShift(line.sender(), now);
                })
                .map(line -> {
                    OpenTicket ticket = Objects.requireNonNull(open.get(line.ticket()));
                    return new Left(
                            line.ticket(),
                            ticket.subject(),
                            line.sender(),
                            words.name(line.sender()),
                            line.offeredAt(),
                            ticket.due());
                })
                .sorted(Comparator.comparing(Left::due, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private Map<TicketNumber, OpenTicket> open(List<HandoverLine> lines) {
        return tickets.find(lines.stream().map(HandoverLine::ticket).distinct().toList()).stream()
                .collect(Collectors.toMap(OpenTicket::number, Function.identity()));
    }

    @Override
    public long offer(TicketNumber number, String to, @Nullable String note, Actor by) {
        OpenTicket ticket = tickets.find(number)
                .filter(found -> tickets.maySee(number, by))
                .orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        String owner = ticket.owner();
        String team = ticket.team();
        if (owner == null || team == null || ticket.state().isOver() || ticket.state() == TicketState.RESOLVED) {
            throw Refusal.conflict("handover.refused.nothingToOffer", number.value());
        }
        if (!owner.equals(by.id()) && !leads(team, by)) {
            throw Refusal.forbidden("handover.refused.notYours", words.name(owner));
        }
        Occasion occasion = Occasion.of(Cause.REQUEST, "request:" + number, team);
        return ask(occasion, number, owner, team, to, blankToNull(note), by);
    }

    private long ask(
            Occasion occasion,
            TicketNumber ticket,
            String sender,
            String team,
            String to,
            @Nullable String note,
            Actor by) {
        requireReceiver(ticket, sender, team, to);
        if (note != null) {
            tickets.note(ticket, note, List.of(), by);
        }
        Handover handover = handovers.create(occasion, to, false);
        offers.offer(handover, ticket, sender, to, note, false);
        handovers.start(handover);
        List<HandoverLine> lines = tables.lines(handover.id());
        mails.offered(handover, lines);
        return lines.get(0).id();
    }

    /** Somebody else than the owner, of the ticket's team, who is there or will be. */
    private void requireReceiver(TicketNumber ticket, String sender, String team, String to) {
        boolean member = Stream.concat(people.agentsOf(team).stream(), people.supervisorsOf(team).stream())
                .map(Person::id)
                .anyMatch(to::equals);
        Instant now = clock.instant();
        boolean comes = member
                && !to.equals(sender)
                && (roster.isOnShift(to, now) || roster.nextShiftStart(to, now).isPresent());
        if (!comes) {
            throw Refusal.invalid("to", "handover.refused.receiver", ticket.value());
        }
    }

    @Override
    public void accept(long id, @Nullable String reason, Actor by) {
        HandoverLine line = toAnswer(id, reason, by);
        if (line.state() == LineState.AUTOMATIC) {
            decide(line, LineState.AUTOMATIC, by);
        } else {
            takeOver.move(line, line.receiver(), by);
        }
        bypassed(line, true, reason, by);
        goOn(line);
    }

    @Override
    public void decline(long id, String reason, Actor by) {
        HandoverLine line = toAnswer(id, reason, by);
        if (reason.isBlank()) {
            throw Refusal.invalid(
                    "reason", "handover.refused.noReason", line.ticket().value());
        }
        tables.answer(line.id(), TakeOver.DECLINE, reason.strip());
        decide(line, LineState.DECLINED, by);
        bypassed(line, false, reason, by);
        goOn(line);
    }

    private void decide(HandoverLine line, LineState to, Actor by) {
        if (!offers.decide(line, to, line.receiver(), by.id())) {
            throw Refusal.conflict("handover.refused.meanwhile", line.ticket().value());
        }
    }

    /** The receiver answers themself; whoever leads the team says why they do it in the receiver's place. */
    private HandoverLine toAnswer(long id, @Nullable String reason, Actor by) {
        HandoverLine line = lockedWithItsTickets(visible(id, by));
        if (line.redirected()) {
            throw Refusal.conflict("handover.refused.redirected", line.ticket().value());
        }
        if (!line.isOpen()) {
            throw Refusal.conflict("handover.refused.meanwhile", line.ticket().value());
        }
        if (!by.id().equals(line.receiver())) {
            if (!leads(line.occasion().team(), by)) {
                throw Refusal.forbidden("handover.refused.notYours", words.name(line.receiver()));
            }
            if (blankToNull(reason) == null) {
                throw Refusal.invalid("reason", "handover.refused.bypassReason", words.name(line.receiver()));
            }
        }
        return line;
    }

    /** What follows an answer may concern every ticket of the hand-over. */
    private HandoverLine lockedWithItsTickets(HandoverLine line) {
        Long handover = line.handover();
        if (handover == null) {
            return line;
        }
        offers.lock(handover);
        return tables.line(line.id()).orElseThrow();
    }

    /** Stands on the line and, for all to see, on the ticket. */
    private void bypassed(HandoverLine line, boolean accepted, @Nullable String reason, Actor by) {
        if (!by.id().equals(line.receiver())) {
            tables.bypassed(line.id());
            tickets.note(
                    line.ticket(),
                    words.bypassed(by.id(), line.receiver(), accepted, String.valueOf(blankToNull(reason))),
                    List.of(),
                    by);
        }
    }

    private void goOn(HandoverLine line) {
        Long handover = line.handover();
        if (handover != null) {
            tables.lock(handover);
            if (tables.lines(handover).stream().noneMatch(HandoverLine::isOpen)) {
                offers.goOn(handover);
            }
        }
    }

    @Override
    public void withdraw(long id, Actor by) {
        HandoverLine line = sendersOwn(id, by);
        offers.withdrawPending(line.ticket(), Offers.TAKEN_BACK);
    }

    @Override
    public long redirect(long id, String to, @Nullable String reason, Actor by) {
        HandoverLine line = sendersOwn(id, by);
        String team = tickets.find(line.ticket())
                .map(OpenTicket::team)
                .orElse(line.occasion().team());
        if (to.equals(line.receiver())) {
            throw Refusal.invalid(
                    "to", "handover.refused.receiver", line.ticket().value());
        }
        String note = blankToNull(reason);
        return ask(line.occasion(), line.ticket(), line.sender(), team, to, note == null ? line.note() : note, by);
    }

    private HandoverLine sendersOwn(long id, Actor by) {
        HandoverLine line = visible(id, by);
        if (!by.id().equals(line.sender()) && !leads(line.occasion().team(), by)) {
            throw Refusal.forbidden("handover.refused.notYours", words.name(line.sender()));
        }
        if (line.state() != LineState.OFFERED) {
            throw Refusal.conflict("handover.refused.meanwhile", line.ticket().value());
        }
        return line;
    }

    private HandoverLine visible(long id, Actor by) {
        return tables.line(id)
                .filter(line -> by.id().equals(line.receiver()) || tickets.maySee(line.ticket(), by))
                .orElseThrow(() -> Refusal.notFound("handover.refused.unknownLine", id));
    }

    private static void requireLead(String team, Actor by) {
        if (!leads(team, by)) {
            throw Refusal.forbidden("handover.refused.notYourTeam");
        }
    }

    static boolean leads(String team, Actor by) {
        return Supervision.over(by, team) || by.is(Role.DISPATCHER);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
