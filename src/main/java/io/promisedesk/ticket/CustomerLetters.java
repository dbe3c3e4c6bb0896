package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.security.Actor;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What other rooms have to tell the customer of a ticket. In the ticket's language, and in the words of its team. */
@Component
public class CustomerLetters {

    private final TicketRepository tickets;
    private final TicketMoves moves;
    private final TicketMails mails;
    private final PeopleDesk people;
    private final Clock clock;

    CustomerLetters(TicketRepository tickets, TicketMoves moves, TicketMails mails, PeopleDesk people, Clock clock) {
        this.tickets = tickets;
        this.moves = moves;
        this.mails = mails;
        this.people = people;
        this.clock = clock;
    }

    /**
     * That somebody else looks after the ticket now. Nothing is sent to a machine that writes to us.
     *
     * @param owner user id of that colleague
     * @param occasion one letter is written for each
     */
    @Transactional
    public void newOwner(TicketNumber number, String owner, String occasion) {
        Ticket ticket = tickets.find(number).orElseThrow();
        if (tickets.mayAutoReply(number)) {
            mails.tellNewOwner(
                    ticket,
                    people.customer(ticket.customerId()).orElseThrow(),
                    moves.zone(ticket.team()),
                    occasion,
                    people.person(owner).map(Person::name).orElse(owner));
            tickets.audit(number, clock.instant(), Actor.SYSTEM.id(), "new-owner-told", Map.of("to", owner));
        }
    }
}
