package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who may do what with a ticket. Whoever is not named here may not. */
@Component
class TicketRules {

    private final PeopleDesk people;

    TicketRules(PeopleDesk people) {
        this.people = people;
    }

    static boolean maySee(Ticket ticket, Actor actor) {
        return maySee(ticket.team(), ticket.owner(), actor);
    }

    static boolean maySee(@Nullable String team, @Nullable String owner, Actor actor) {
        if (!actor.isPerson() || seesAll(actor)) {
            return true;
        }
        return (actor.is(Role.AGENT) || actor.is(Role.SUPERVISOR))
                && (actor.id().equals(owner) || team != null && actor.isIn(team));
    }

    static boolean seesAll(Actor actor) {
        return !actor.isPerson() || actor.is(Role.DISPATCHER) || actor.is(Role.ADMIN) || actor.is(Role.INTEGRATOR);
    }

    static void requireOpen(Actor actor) {
        if (actor.isPerson()
                && !(actor.is(Role.AGENT)
                        || actor.is(Role.SUPERVISOR)
                        || actor.is(Role.DISPATCHER)
                        || actor.is(Role.ADMIN)
                        || actor.is(Role.INTEGRATOR))) {
            throw Refusal.forbidden("ticket.refused.mayNotOpen");
        }
    }

    static void requireSee(Ticket ticket, Actor actor) {
        if (!maySee(ticket, actor)) {
            throw Refusal.notFound("ticket.refused.unknown", ticket.number.value());
        }
    }

    /** Writing a message or note: everybody who serves customers and may see the ticket. */
    static void requireWrite(Ticket ticket, Actor actor) {
        requireSee(ticket, actor);
        if (actor.isPerson() && !serves(actor)) {
            throw Refusal.forbidden("ticket.refused.role");
        }
    }

    /** Moving the ticket on: its owner, whoever of its team takes it just now, or who answers for the team. */
    void requireWork(Ticket ticket, Actor actor) {
        requireWrite(ticket, actor);
        if (!actor.isPerson() || ticket.owner() == null || actor.id().equals(ticket.owner()) || leads(ticket, actor)) {
            return;
        }
        throw ownedByColleague(ticket);
    }

    /** Somebody else was faster: the refusal says who. */
    Refusal ownedByColleague(Ticket ticket) {
        String owner = String.valueOf(ticket.owner());
        return Refusal.conflict(
                "ticket.refused.ownedByColleague",
                ticket.number.value(),
                people.person(owner).map(Person::name).orElse(owner));
    }

    /** Giving the ticket to somebody: who answers for the team; an agent only takes, gives back and passes on. */
    void requireAssign(Ticket ticket, @Nullable String to, Actor actor) {
        requireWrite(ticket, actor);
        if (!actor.isPerson() || leads(ticket, actor)) {
            return;
        }
        boolean takes = actor.id().equals(to) && ticket.owner() == null;
        boolean owns = actor.id().equals(ticket.owner());
        if (!takes && !owns) {
            throw ticket.owner() == null
                    ? Refusal.forbidden("ticket.refused.mayNotAssign", ticket.number.value())
                    : ownedByColleague(ticket);
        }
    }

    /** Whether the actor answers for whoever owns the ticket. */
    static boolean leads(Ticket ticket, Actor actor) {
        return actor.is(Role.ADMIN)
                || actor.is(Role.DISPATCHER)
                || actor.is(Role.SUPERVISOR) && (ticket.team() == null || actor.isIn(ticket.team()));
    }

    private static boolean serves(Actor actor) {
        return actor.is(Role.AGENT) || actor.is(Role.SUPERVISOR) || actor.is(Role.DISPATCHER) || actor.is(Role.ADMIN);
    }
}
