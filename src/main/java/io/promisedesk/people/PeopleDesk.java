package io.promisedesk.people;

import io.promisedesk.platform.security.Actor;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who works here and who asks for help. */
public interface PeopleDesk {

    Optional<Person> person(String id);

    Optional<Team> team(String key);

    List<Team> teams();

    /** Agents of a team, by name. */
    List<Person> agentsOf(String team);

    /** Supervisors of a team, by name. */
    List<Person> supervisorsOf(String team);

    /** Those to whom these people report, by name, without these people themselves. */
    List<Person> superiorsOf(Collection<String> people);

    /** What these people can do; of whom nothing is known, what holds for everybody. Those who do not exist are missing. */
    Map<String, Abilities> abilities(Collection<String> people);

    /** Every skill that somebody has. */
    Set<String> skills();

    /**
     * Says what somebody can do. A supervisor of one of their teams, a dispatcher or an administrator may. Whom {@code
     * people.yaml} lists with abilities, the next start gives those of the file. Publishes {@link AbilitiesChanged}.
     */
    void enable(String person, Abilities abilities, Actor by);

    /** Everybody with the role dispatcher, by name. */
    List<Person> dispatchers();

    /** Everybody with the role administrator, by name. */
    List<Person> administrators();

    /** Finds the customer by address (case does not matter) or creates one; fills in a name that was unknown. */
    Customer customer(String email, @Nullable String name, @Nullable Locale language);

    Optional<Customer> customer(long id);
}
