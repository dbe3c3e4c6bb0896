package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who may do what with a ticket. Whoever is not named here may not. */
@Component
class TicketRules {

    private final PeopleDesk people;
    private final CurrentActor actors;

    TicketRules(PeopleDesk people, CurrentActor actors) {
        this.people = people;
        this.actors = actors;
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
        if (ticket.isRecorded() != (actor.kind() == Actor.Kind.RECORDED)) {
            throw Refusal.conflict("ticket.refused.recorded", ticket.number.value());
        }
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
        return Refusal.conflict("ticket.refused.ownedByColleague", ticket.number.value(), nameOf(owner));
    }

    private String nameOf(String id) {
        return people.person(id).map(Person::name).orElse(id);
    }

    /**
     * Merging two tickets: whoever may move the first one on and write on the other. Both are of one customer: an answer
     * reaches the survivor's only, and the other one would wait for ever.
     */
    void requireMerge(Ticket ticket, Ticket survivor, Actor actor) {
        requireWork(ticket, actor);
        requireWrite(survivor, actor);
        if (ticket.mergedInto() != null) {
            throw Refusal.conflict(
                    "ticket.refused.mergedAlready",
                    ticket.number.value(),
                    ticket.mergedInto().value());
        }
        ticket.requireNotOver();
        if (survivor.mergedInto() != null) {
            throw Refusal.conflict(
                    "ticket.refused.mergeIntoMerged",
                    survivor.number.value(),
                    survivor.mergedInto().value());
        }
        if (survivor.state().isOver()) {
            throw Refusal.conflict("ticket.refused.mergeIntoOver", survivor.number.value());
        }
        if (ticket.customerId() != survivor.customerId()) {
            throw Refusal.conflict("ticket.refused.mergeCustomers", ticket.number.value(), survivor.number.value());
        }
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

    /** Whoever owns a ticket serves customers, and does so in its team: nobody else would ever see it as theirs. */
    void requireServes(Ticket ticket, @Nullable String owner, Actor by) {
        if (owner == null) {
            return;
        }
        Actor person = owner.equals(by.id()) ? by : actors.of(owner);
        if (!isAgentOrSupervisor(person)) {
            throw Refusal.invalid("owner", "ticket.refused.notAnAgent", owner);
        }
        String team = ticket.team();
        if (team != null && !person.isIn(team)) {
            throw Refusal.invalid("owner", "ticket.refused.notInTeam", nameOf(owner), nameOfTeam(team));
        }
    }

    /** The team in which somebody serves a ticket: its own where they are of it, else the first of theirs. */
    @Nullable
    String teamFor(Ticket ticket, String owner) {
        Set<String> teams = actors.of(owner).teams();
        return ticket.team() != null && teams.contains(ticket.team())
                ? ticket.team()
                : teams.stream()
                        .filter(key -> people.team(key).isPresent())
                        .sorted()
                        .findFirst()
                        .orElse(ticket.team());
    }

    /** Whether the actor may become the ticket's owner by working on it while nobody owns it. */
    static boolean mayTake(Ticket ticket, Actor actor) {
        String team = ticket.team();
        return isAgentOrSupervisor(actor) && (team == null || actor.isIn(team));
    }

    /** The tasks that belong to whoever leads (assigning a ticket, deciding on an escalation) stay with such people. */
    void requireLead(Ticket ticket, @Nullable String assignee, Actor by) {
        if (by.isPerson() && !leads(ticket, by)) {
            throw Refusal.forbidden("ticket.refused.mayNotAssign", ticket.number.value());
        }
        if (assignee != null && !leads(ticket, actors.of(assignee))) {
            throw Refusal.invalid("owner", "ticket.refused.doesNotLead", nameOf(assignee), ticket.number.value());
        }
    }

    private String nameOfTeam(String key) {
        return people.team(key).map(Team::name).orElse(key);
    }

    private static boolean isAgentOrSupervisor(Actor person) {
        return person.is(Role.AGENT) || person.is(Role.SUPERVISOR);
    }

    /** Whether this person may decide what becomes of a promise in danger: the owner, and who leads. */
    boolean mayDecide(Ticket ticket, String person) {
        return person.equals(ticket.owner()) || leads(ticket, actors.of(person));
    }

    /** {@link #leads} of somebody who does not act just now. */
    boolean leads(Ticket ticket, String person) {
        return leads(ticket, actors.of(person));
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
