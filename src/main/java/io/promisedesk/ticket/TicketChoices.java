package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whom a form may offer. */
@Component
public class TicketChoices {

    private final PeopleDesk people;
    private final TicketRepository tickets;
    private final RoutingDesk routing;

    TicketChoices(PeopleDesk people, TicketRepository tickets, RoutingDesk routing) {
        this.routing = routing;
        this.people = people;
        this.tickets = tickets;
    }

    public record Choice(String label, String value) {}

    public List<Choice> teams() {
        return people.teams().stream()
                .map(team -> new Choice(team.name(), team.key()))
                .toList();
    }

    /** Those who may assign a ticket of its team, besides dispatchers. */
    public List<String> supervisors(TicketNumber number) {
        String team = tickets.find(number).orElseThrow().team();
        return team == null
                ? List.of()
                : people.supervisorsOf(team).stream().map(Person::id).toList();
    }

    /** All teams but the ticket's. */
    public List<Choice> otherTeams(TicketNumber number) {
        String team = tickets.find(number).orElseThrow().team();
        return teams().stream().filter(choice -> !choice.value().equals(team)).toList();
    }

    /** Every agent with the team's name. */
    public List<Choice> agents() {
        return people.teams().stream()
                .flatMap(team -> people.agentsOf(team.key()).stream().map(agent -> choice(agent, team)))
                .toList();
    }

    /** The agents of the ticket's team, except its owner, best first. */
    public List<Choice> colleagues(TicketNumber number) {
        Ticket ticket = tickets.find(number).orElseThrow();
        String team = ticket.team();
        return team == null
                ? agents()
                : routing.ranked(number).stream()
                        .map(one -> new Choice(
                                people.person(one.person()).map(Person::name).orElse(one.person()), one.person()))
                        .toList();
    }

    private static Choice choice(Person agent, Team team) {
        return new Choice(agent.name() + " (" + team.name() + ")", agent.id());
    }
}
