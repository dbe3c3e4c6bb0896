package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.sla.Budget;
import io.promisedesk.ticket.process.TicketFlow;
import io.promisedesk.ticket.process.TicketProcess;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The desk's verbs: first the move ({@link TicketMoves}), then the process. */
@Component
@Transactional
class TransactionalTicketDesk implements TicketDesk {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionalTicketDesk.class);

    private final TicketMoves moves;
    private final TicketFlow flow;
    private final TicketRepository tickets;
    private final TicketLists lists;
    private final PeopleDesk people;
    private final CurrentActor actors;
    private final TicketRules rules;

    TransactionalTicketDesk(
            TicketMoves moves,
            TicketFlow flow,
            TicketRepository tickets,
            TicketLists lists,
            PeopleDesk people,
            CurrentActor actors,
            TicketRules rules) {
        this.rules = rules;
        this.moves = moves;
        this.flow = flow;
        this.tickets = tickets;
        this.lists = lists;
        this.people = people;
        this.actors = actors;
    }

    @Override
    public TicketNumber open(NewTicket request, Actor by) {
        return moves.open(request, null, by).number;
    }

    @Override
    public TicketNumber customerWrote(TicketNumber number, IncomingMessage message) {
        Ticket ticket = moves.lock(tickets.survivor(number));
        if (!ticket.state().isOver() && !ticket.isRecorded()) {
            moves.customerWrote(ticket, message);
            return ticket.number;
        }
        if (ticket.mergedInto() != null) {
            return customerWrote(ticket.mergedInto(), message);
        }
        Optional<TicketNumber> goesOnAs = tickets.newestFollowUp(ticket.number);
        if (goesOnAs.isPresent()) {
            return customerWrote(goesOnAs.get(), message);
        }
        var customer = people.customer(ticket.customerId()).orElseThrow();
        NewTicket followUp = new NewTicket(
                ticket.subject(),
                message,
                customer.email(),
                customer.name(),
                ticket.channel,
                null,
                ticket.category(),
                ticket.team(),
                ticket.language,
                message.receivedAt());
        return moves.open(followUp, ticket.number, Actor.SYSTEM).number;
    }

    @Override
    public void reply(
            TicketNumber number,
            String text,
            List<FileContent> attachments,
            boolean thenWaitForCustomer,
            @Nullable Budget newsWithin,
            Actor by) {
        Ticket ticket = moves.lock(number);
        if (newsWithin != null && (thenWaitForCustomer || ticket.state() == TicketState.WAITING_FOR_CUSTOMER)) {
            throw Refusal.invalid("newsWithin", "ticket.refused.newsWhileWaiting");
        }
        if (thenWaitForCustomer) {
            rules.requireWork(ticket, by);
        }
        takeIfUnowned(ticket, by);
        moves.reply(ticket, text, attachments, newsWithin, by);
        if (thenWaitForCustomer && ticket.state() != TicketState.WAITING_FOR_CUSTOMER) {
            waitFor(ticket, WaitingFor.CUSTOMER, by);
        }
        moves.showDeadline(ticket);
    }

    @Override
    public void note(TicketNumber number, String text, List<FileContent> attachments, Actor by) {
        moves.note(moves.lock(number), text, attachments, by);
    }

    @Override
    public void cameBack(TicketNumber number, String report, List<FileContent> attachments) {
        moves.mailFailed(moves.lock(number), report, attachments);
    }

    @Override
    public void claim(TicketNumber number, Actor by) {
        Ticket ticket = moves.lock(number);
        if (by.id().equals(ticket.owner())) {
            return;
        }
        TicketRules.requireSee(ticket, by);
        if (ticket.owner() != null) {
            throw rules.ownedByColleague(ticket);
        }
        give(ticket, by.id(), by);
    }

    @Override
    public void assign(TicketNumber number, @Nullable String owner, Actor by) {
        Ticket ticket = moves.lock(number);
        if (owner == null ? ticket.owner() == null : owner.equals(ticket.owner())) {
            return;
        }
        give(ticket, owner, by);
    }

    private void give(Ticket ticket, @Nullable String owner, Actor by) {
        rules.requireAssign(ticket, owner, by);
        rules.requireServes(ticket, owner, by);
        settleTeam(ticket, owner, by);
        moves.own(ticket, owner, by);
        flow.ownerIs(ticket.processInstance(), owner);
    }

    /** A ticket without a team stands at the dispatcher's task; its new owner brings the team. */
    private void settleTeam(Ticket ticket, @Nullable String owner, Actor by) {
        if (ticket.team() != null || owner == null) {
            return;
        }
        String team = rules.teamFor(ticket, owner);
        if (team == null) {
            throw Refusal.invalid("owner", "ticket.refused.ownerWithoutTeam", owner);
        }
        moves.transfer(ticket, team, by);
        flow.assignedToTeam(ticket.processInstance());
    }

    private void takeIfUnowned(Ticket ticket, Actor by) {
        if (ticket.owner() == null && by.is(Role.AGENT) && !ticket.state().isOver()) {
            give(ticket, by.id(), by);
        }
    }

    @Override
    public void transfer(TicketNumber number, String team, Actor by) {
        Ticket ticket = moves.lock(number);
        String from = ticket.team();
        if (team.equals(from)) {
            return;
        }
        moves.transfer(ticket, team, by);
        if (from == null) {
            flow.assignedToTeam(ticket.processInstance());
        } else {
            flow.teamIs(ticket.processInstance(), from, team);
        }
    }

    @Override
    public void waitFor(TicketNumber number, WaitingFor party, Actor by) {
        Ticket ticket = moves.lock(number);
        takeIfUnowned(ticket, by);
        waitFor(ticket, party, by);
        moves.showDeadline(ticket);
    }

    private void waitFor(Ticket ticket, WaitingFor party, Actor by) {
        boolean waiting = ticket.state().isWaiting();
        moves.waitFor(ticket, party, by);
        if (waiting) {
            flow.proceed(ticket.processInstance(), TicketProcess.CONTINUE);
        }
        requireTeam(ticket);
        leaveDispatcher(ticket);
        flow.proceed(
                ticket.processInstance(),
                party == WaitingFor.CUSTOMER ? TicketProcess.WAIT_CUSTOMER : TicketProcess.WAIT_THIRD_PARTY);
    }

    @Override
    public void resume(TicketNumber number, Actor by) {
        Ticket ticket = moves.lock(number);
        takeIfUnowned(ticket, by);
        moves.resume(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.CONTINUE);
        moves.showDeadline(ticket);
    }

    @Override
    public void resolve(TicketNumber number, @Nullable String text, Actor by) {
        Ticket ticket = moves.lock(number);
        takeIfUnowned(ticket, by);
        if (text != null && !text.isBlank()) {
            rules.requireWork(ticket, by);
            moves.reply(ticket, text, List.of(), null, by);
        }
        moves.resolve(ticket, by);
        requireTeam(ticket);
        leaveDispatcher(ticket);
        flow.proceed(ticket.processInstance(), TicketProcess.SOLVED);
    }

    @Override
    public void reopen(TicketNumber number, Actor by) {
        Ticket ticket = moves.lock(number);
        moves.reopen(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.REOPEN);
    }

    @Override
    public void close(TicketNumber number, Actor by) {
        Ticket ticket = moves.lock(number);
        moves.close(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.CLOSE);
    }

    @Override
    public void cancel(TicketNumber number, String reason, Actor by) {
        moves.cancel(moves.lock(number), reason, by);
    }

    @Override
    public void merge(TicketNumber number, TicketNumber into, Actor by) {
        if (number.equals(into)) {
            throw Refusal.invalid("into", "ticket.refused.mergeIntoItself", number.value());
        }
        // Always the older one first: two who merge in opposite directions wait for each other in one place only.
        boolean older = number.value().compareTo(into.value()) < 0;
        moves.lock(older ? number : into);
        moves.lock(older ? into : number);
        moves.merge(moves.lock(number), moves.lock(into), by);
    }

    @Override
    @Transactional(readOnly = true)
    public TicketNumber goesOnAs(TicketNumber number) {
        return tickets.survivor(number);
    }

    @Override
    public void change(
            TicketNumber number,
            @Nullable Priority priority,
            @Nullable String category,
            @Nullable String customerEmail,
            Actor by) {
        moves.change(moves.lock(number), priority, category, customerEmail, by);
    }

    @Override
    public boolean handOver(TicketNumber number, String from, String to, boolean automatic, Actor by) {
        Ticket ticket = moves.lock(number);
        if (ticket.state().isOver() || ticket.isRecorded() || !from.equals(ticket.owner())) {
            return false;
        }
        if (flow.ownersTaskId(ticket.processInstance()) == null) {
            LOG.error("{} cannot change hands: its process has no open task. Was the instance deleted?", number);
            return false;
        }
        moves.handOver(ticket, to, automatic, by);
        flow.ownerIs(ticket.processInstance(), to);
        return true;
    }

    @Override
    @Transactional(readOnly = true)
    public List<OpenTicket> openTicketsOf(String owner) {
        return lists.openTicketsOf(owner);
    }

    @Override
    @Transactional(readOnly = true)
    public List<OpenTicket> find(Collection<TicketNumber> numbers) {
        return lists.find(numbers);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<OpenTicket> find(TicketNumber number) {
        return lists.find(number);
    }

    @Override
    @Transactional(readOnly = true)
    public boolean maySee(TicketNumber number, Actor actor) {
        return tickets.find(number)
                .filter(ticket -> TicketRules.maySee(ticket, actor))
                .isPresent();
    }

    /** Whoever leads has acted on it themselves: nobody need be found for it any more. */
    private void leaveDispatcher(Ticket ticket) {
        if (ticket.owner() == null) {
            flow.assignedToTeam(ticket.processInstance());
        }
    }

    /** Only a ticket that a dispatcher has given to a team can move on. */
    private static void requireTeam(Ticket ticket) {
        if (ticket.team() == null) {
            throw Refusal.conflict("ticket.refused.noTeam", ticket.number.value());
        }
    }
}
