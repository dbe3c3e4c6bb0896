package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whom a form may offer. */
@Component
public class TicketChoices {

    private final PeopleDesk people;
    private final TicketRepository tickets;

    TicketChoices(PeopleDesk people, TicketRepository tickets) {
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

    /** The agents of the ticket's team, except its owner. */
    public List<Choice> colleagues(TicketNumber number) {
        Ticket ticket = tickets.find(number).orElseThrow();
        String team = ticket.team();
        return team == null
                ? agents()
                : people.agentsOf(team).stream()
                        .filter(agent -> !agent.id().equals(ticket.owner()))
                        .sorted(Comparator.comparing(Person::name))
                        .map(agent -> new Choice(agent.name(), agent.id()))
                        .toList();
    }

    private static Choice choice(Person agent, Team team) {
        return new Choice(agent.name() + " (" + team.name() + ")", agent.id());
    }
}
