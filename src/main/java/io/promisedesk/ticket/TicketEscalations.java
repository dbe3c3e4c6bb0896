package io.promisedesk.ticket;

import io.promisedesk.notification.NoticeRequested;
import io.promisedesk.notification.NoticesRequested;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Rung;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.Ladder.Recipient;
import io.promisedesk.ticket.Ladder.Step;
import io.promisedesk.ticket.process.TicketFlow;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells the right people that a promise is at risk or broken, each rung of each clock once and for ever. */
@Component
@Transactional
public class TicketEscalations {

    private final TicketRepository tickets;
    private final TicketDeadlines deadlines;
    private final ClockDesk clocks;
    private final TicketLadders ladders;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final TicketMoves moves;
    private final EarlyWarning warning;
    private final TicketFlow flow;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TicketEscalations(
            TicketRepository tickets,
            TicketDeadlines deadlines,
            ClockDesk clocks,
            TicketLadders ladders,
            RosterDesk roster,
            PeopleDesk people,
            TicketMoves moves,
            EarlyWarning warning,
            TicketFlow flow,
            ApplicationEventPublisher events,
            Clock clock) {
        this.events = events;
        this.tickets = tickets;
        this.deadlines = deadlines;
        this.clocks = clocks;
        this.ladders = ladders;
        this.roster = roster;
        this.people = people;
        this.moves = moves;
        this.warning = warning;
        this.flow = flow;
        this.clock = clock;
    }

    /**
     * Fires every rung of that escalation that is reached by now, each once and for ever, and tells whom the ladder names.
     * Nothing fires for a promise that is paused, settled or, after an outage of ours, no longer just at risk.
     *
     * @param promise {@code response}, {@code resolution} or {@code update}
     * @return whether somebody must decide what happens now
     */
    public boolean climb(TicketNumber number, String promise, Phase phase) {
        Ticket ticket = moves.lock(number);
        Instant now = clock.instant();
        ClockView view = deadlines.open(number, promise).orElse(null);
        if (view == null) {
            return false;
        }
        List<Step> fired = reached(ticket, view, phase, now).stream()
                .filter(step -> clocks.fire(view.id(), step.rung().key(), now))
                .toList();
        if (fired.isEmpty()) {
            // Whoever settles the promise ends its escalations where one has begun.
            clocks.fire(view.id(), phase.code(), now);
            return false;
        }
        boolean acknowledged = clocks.isAcknowledged(view.id());
        List<Step> heard = fired.stream()
                .filter(step -> step.evenIfAcknowledged() || !acknowledged)
                .filter(step -> !step.tellsCustomerAlone())
                .toList();
        if (!heard.isEmpty()) {
            escalate(ticket, view, phase, heard, now);
        }
        if (phase == Phase.AT_RISK && fired.stream().anyMatch(Step::tellsCustomer)) {
            warning.tell(ticket, view);
        }
        moves.showDeadline(ticket);
        return heard.stream().anyMatch(Step::decide)
                && openDecision(ticket, promise).isEmpty();
    }

    /** Whether that escalation has a rung still to come, now or when the clock runs again. */
    @Transactional(readOnly = true)
    public boolean goesOn(TicketNumber number, String promise, Phase phase) {
        Ticket ticket = tickets.find(number).orElseThrow();
        return deadlines
                .open(number, promise)
                .filter(view -> phase == Phase.OVERDUE || !isBroken(view, clock.instant()))
                .filter(view -> !ladders.toCome(ticket, view, phase).isEmpty())
                .isPresent();
    }

    private void escalate(Ticket ticket, ClockView view, Phase phase, List<Step> fired, Instant now) {
        Rung highest = fired.get(fired.size() - 1).rung();
        String name = "escalation:%d:%s:".formatted(view.id(), highest.key());
        boolean atOnce = fired.stream().anyMatch(Step::atOnce);
        boolean evenIfAcknowledged = fired.stream().anyMatch(Step::evenIfAcknowledged);
        Set<String> byOffice = named(ticket, fired, now, recipient -> recipient != Recipient.OWNER);
        events.publishEvent(new NoticesRequested(recipients(ticket, fired, now).stream()
                .map(person -> new NoticeRequested(
                        name + person,
                        phase.code(),
                        person,
                        ticket.number.value(),
                        atOnce,
                        EscalationNotice.data(
                                view, evenIfAcknowledged, person.equals(ticket.owner()) && !byOffice.contains(person))))
                .toList()));
        tickets.audit(
                ticket.number,
                now,
                "system",
                "escalated",
                Map.of("metric", TicketMoves.name(view.metric()), "rung", phase.code(), "step", highest.key()));
    }

    private List<Step> reached(Ticket ticket, ClockView view, Phase phase, Instant now) {
        if (view.state() != ClockView.State.RUNNING || phase == Phase.AT_RISK && isBroken(view, now)) {
            return List.of();
        }
        return ladders.toCome(ticket, view, phase).stream()
                .filter(step -> !step.at().isAfter(now))
                .map(TicketLadders.StepView::step)
                .toList();
    }

    /**
     * Somebody says that they take care. Where a decision is awaited and the actor may decide, this is it.
     *
     * @return false where the promise is settled and there is nothing to acknowledge
     */
    public boolean acknowledge(TicketNumber number, String promise, Actor by) {
        Ticket ticket = moves.lock(number);
        TicketRules.requireSee(ticket, by);
        if (!TicketRules.leads(ticket, by) && !by.id().equals(ticket.owner())) {
            throw Refusal.forbidden("ticket.refused.mayNotDecide", number.value());
        }
        if (deadlines.open(number, promise).isEmpty()) {
            return false;
        }
        takenCareOf(number, promise, "acknowledge", by);
        return true;
    }

    /** What was decided outside of the task of deciding: where the actor might have decided there, it is done. */
    void takenCareOf(TicketNumber number, String promise, String decision, Actor by) {
        Ticket ticket = moves.lock(number);
        if (TicketRules.leads(ticket, by)) {
            openDecision(ticket, promise).ifPresent(flow::decided);
        }
        moves.decisionTaken(ticket, promise, decision, by);
    }

    /**
     * The open task in which somebody decides on that broken promise; empty where everything is decided, settled, or not
     * this person's to see.
     */
    @Transactional(readOnly = true)
    public Optional<String> openDecision(TicketNumber number, String promise, Actor reader) {
        return tickets.find(number)
                .filter(ticket -> TicketRules.maySee(ticket, reader))
                .flatMap(ticket -> openDecision(ticket, promise));
    }

    private Optional<String> openDecision(Ticket ticket, String promise) {
        return flow.decisionTaskId(ticket.number.value(), promise);
    }

    /** User ids of those who answer for the ticket now ({@link RosterDesk#supervisorsToTell}). */
    public Set<String> supervisors(TicketNumber number) {
        Ticket ticket = tickets.find(number).orElseThrow();
        return supervisors(ticket, clock.instant());
    }

    private Set<String> supervisors(Ticket ticket, Instant now) {
        return new LinkedHashSet<>(roster.supervisorsToTell(ticket.team(), now));
    }

    /** User ids, and the addresses that the ladder names. */
    private Set<String> recipients(Ticket ticket, List<Step> steps, Instant now) {
        Set<String> ids = named(ticket, steps, now, recipient -> true);
        // The team at night, the owner of a ticket that nobody owns: a rung that has fired must have reached somebody.
        return ids.isEmpty() ? supervisors(ticket, now) : ids;
    }

    private Set<String> named(Ticket ticket, List<Step> steps, Instant now, Predicate<Recipient> which) {
        Set<String> ids = new LinkedHashSet<>();
        for (Step step : steps) {
            step.recipients().stream().filter(which).forEach(recipient -> ids.addAll(people(ticket, recipient, now)));
            ids.addAll(step.addresses());
        }
        return ids;
    }

    private Collection<String> people(Ticket ticket, Recipient recipient, Instant now) {
        String owner = ticket.owner();
        String team = ticket.team();
        return switch (recipient) {
            case OWNER -> owner == null ? List.of() : List.of(owner);
            case TEAM -> team == null ? List.of() : roster.agentsOnShift(team, now);
            case SUPERVISOR -> supervisors(ticket, now);
            case REPORTING_LINE -> ids(people.superiorsOf(supervisors(ticket, now)));
            case DISPATCHER -> ids(people.dispatchers());
            case ADMINISTRATOR -> ids(people.administrators());
            // Gets a mail of its own, in other words.
            case CUSTOMER -> List.of();
        };
    }

    private static List<String> ids(Collection<Person> people) {
        return people.stream().map(Person::id).toList();
    }

    private static boolean isBroken(ClockView view, Instant now) {
        Instant due = view.due();
        return due != null && !now.isBefore(due);
    }
}
