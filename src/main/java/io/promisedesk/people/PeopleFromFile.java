package io.promisedesk.people;

import io.promisedesk.people.PeopleFile.PersonEntry;
import io.promisedesk.people.PeopleFile.TeamEntry;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.security.DemoPasswords;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applies {@code people.yaml} before the port opens. The file rules over whom it lists (name, address, roles, teams);
 * whoever it does not list stays as they are, and passwords are never overwritten. Applying it again changes nothing.
 */
@Component
@Profile("!replay")
class PeopleFromFile implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(PeopleFromFile.class);

    private final PeopleSettings settings;
    private final EngineUsers users;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final DemoPasswords demoPasswords;

    PeopleFromFile(
            PeopleSettings settings,
            EngineUsers users,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            DemoPasswords demoPasswords) {
        this.settings = settings;
        this.users = users;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.demoPasswords = demoPasswords;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (settings.file() == null || settings.file().isBlank()) {
            return;
        }
        var resource =
                ApplicationResourceLoader.get(new DefaultResourceLoader(), true).getResource(settings.file());
        PeopleFile file = PeopleFile.read(resource);
        if (!demoPasswords.allowed() && file.people().stream().anyMatch(person -> person.password() != null)) {
            throw new StartRefused(
                    List.of(
                            resource.getDescription()
                                    + " contains passwords, which is for trying out only: delete them there and give people their passwords in Camunda Admin."));
        }
        transaction.executeWithoutResult(status -> apply(file));
        LOG.info(
                "{} teams and {} people applied from {}",
                file.teams().size(),
                file.people().size(),
                resource.getDescription());
    }

    void apply(PeopleFile file) {
        // One node at a time; the others then find nothing to change.
        jdbc.sql("select pg_advisory_xact_lock(hashtext('promisedesk.people'))")
                .query((row, n) -> n)
                .list();
        file.teams().forEach(this::apply);
        file.people().forEach(this::apply);
    }

    private void apply(TeamEntry team) {
        String name = team.name() == null ? team.key() : team.name();
        users.saveGroup(team.key(), name, EngineUsers.TEAM);
        jdbc.sql(
                        """
                        insert into people_team (key, name, zone) values (:key, :name, :zone)
                        on conflict (key) do update set name = excluded.name, zone = excluded.zone
                        """)
                .param("key", team.key())
                .param("name", name)
                .param("zone", team.zone() == null ? "UTC" : team.zone())
                .update();
    }

    private void apply(PersonEntry person) {
        users.saveUser(
                person.id(),
                person.name() == null ? person.id() : person.name(),
                person.email() == null ? "" : person.email(),
                person.password());
        List<String> groups = new ArrayList<>(person.teamsOrNone());
        person.rolesOrNone().forEach(role -> groups.add(role.group()));
        users.saveMemberships(person.id(), groups);
        jdbc.sql(
                        """
                        insert into people_person (id, language, zone, reports_to, skills, speaks, capacity)
                        values (:id, :language, :zone, :reportsTo,
                            coalesce(:skills::text[], '{}'), coalesce(:speaks::text[], '{}'), :capacity)
                        on conflict (id) do update
                        set language = excluded.language, zone = excluded.zone, reports_to = excluded.reports_to,
                            skills = coalesce(:skills::text[], people_person.skills),
                            speaks = coalesce(:speaks::text[], people_person.speaks),
                            capacity = coalesce(:capacity, people_person.capacity)
                        """)
                .param("id", person.id())
                .param("language", person.language() == null ? "en" : person.language())
                .param("zone", person.zone() == null ? "UTC" : person.zone())
                .param("reportsTo", person.reportsTo())
                .param("skills", array(person.skills()), Types.ARRAY)
                .param("speaks", array(person.speaks()), Types.ARRAY)
                .param("capacity", person.capacity(), Types.INTEGER)
                .update();
    }

    private static String @Nullable [] array(@Nullable List<String> words) {
        return words == null ? null : words.stream().distinct().sorted().toArray(String[]::new);
    }
}
