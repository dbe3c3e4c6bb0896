package io.promisedesk.roster;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Who may do what with a roster. */
@Component
class RosterRights {

    private final PeopleDesk people;

    RosterRights(PeopleDesk people) {
        this.people = people;
    }

    boolean mayPlan(String team, Actor by) {
        return plansAll(by) || by.is(Role.SUPERVISOR) && by.isIn(team);
    }

    private static boolean plansAll(Actor by) {
        return by.kind() == Actor.Kind.SYSTEM || by.is(Role.DISPATCHER) || by.is(Role.ADMIN);
    }

    boolean mayPlanFor(String person, Actor by) {
        return plansAll(by)
                || by.is(Role.SUPERVISOR)
                        && people.person(person).map(Person::teams).orElse(Set.of()).stream()
                                .anyMatch(by::isIn);
    }

    /** @throws Refusal where that person does not plan the team */
    void requirePlanner(String team, Actor by) {
        if (!mayPlan(team, by)) {
            throw Refusal.forbidden("roster.refused.plan");
        }
    }

    boolean mayRead(String team, Actor by) {
        return mayPlan(team, by) || by.is(Role.AGENT) && by.isIn(team);
    }

    /** Agents and supervisors of a team. */
    Set<String> members(String team) {
        return Stream.concat(people.agentsOf(team).stream(), people.supervisorsOf(team).stream())
                .map(Person::id)
                .collect(Collectors.toSet());
    }
}
