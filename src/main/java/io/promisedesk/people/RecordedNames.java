package io.promisedesk.people;

import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.engine.MembershipsChanged;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Teams, agents and customers whom a history of the past names, created when it first does: the same name is always the
 * same one. They have no password, so nobody can log in as one of them, and addresses at which no mail ever arrives.
 */
@Component
@Transactional
public class RecordedNames {

    /** Reserved by RFC 2606: resolves nowhere. */
    private static final String NOWHERE = "@replay.invalid";

    private static final String NO_TEAM = "none";

    private static final String TEAM = "team";
    private static final String AGENT = "agent";
    private static final String CUSTOMER = "customer";

    private final EngineUsers users;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    /** Kind and name, a line each. A replay ends with the first transaction that fails, so nothing is ever taken back. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    private final Set<String> memberships = new HashSet<>();

    RecordedNames(EngineUsers users, JdbcClient jdbc, ApplicationEventPublisher events) {
        this.users = users;
        this.jdbc = jdbc;
        this.events = events;
    }

    /** @return its key */
    public String team(String name) {
        return remembered(TEAM, name, () -> {
            noTeam();
            return create(free(TEAM, name.toLowerCase(Locale.ROOT)), name);
        });
    }

    /** @return key of the team that a case has which nobody has, as {@code kpi.Dimension#TEAM} calls it */
    public String noTeam() {
        return remembered(TEAM, "", () -> create(NO_TEAM, "No team"));
    }

    /** @return user id */
    public String agent(String name) {
        return remembered(AGENT, name, () -> {
            String id = free(AGENT, name);
            users.saveUser(id, name, id.toLowerCase(Locale.ROOT) + NOWHERE, null);
            users.addMembership(id, Role.AGENT.group());
            return id;
        });
    }

    /** That agent has worked in that team. */
    public void join(String agent, String team) {
        if (memberships.add(agent + '\n' + team)) {
            users.addMembership(agent, team);
        }
    }

    /** @return address, by which the customer is found */
    public String customer(String name) {
        return remembered(CUSTOMER, name, () -> free(CUSTOMER, name.toLowerCase(Locale.ROOT)) + NOWHERE);
    }

    private String create(String team, String name) {
        users.saveGroup(team, name, EngineUsers.TEAM);
        jdbc.sql("insert into people_team (key, name, zone) values (:key, :name, 'UTC') on conflict do nothing")
                .param("key", team)
                .param("name", name)
                .update();
        events.publishEvent(new MembershipsChanged());
        return team;
    }

    private String remembered(String kind, String name, Supplier<String> create) {
        String key = kind + '\n' + name;
        String id = known.get(key);
        if (id == null) {
            id = stored(kind, name, create);
            known.put(key, id);
        }
        return id;
    }

    private String stored(String kind, String name, Supplier<String> create) {
        return jdbc.sql("select id from people_recorded where kind = :kind and name = :name")
                .param("kind", kind)
                .param("name", name)
                .query(String.class)
                .optional()
                .orElseGet(() -> {
                    String id = create.get();
                    jdbc.sql("insert into people_recorded (kind, name, id) values (:kind, :name, :id)")
                            .param("kind", kind)
                            .param("name", name)
                            .param("id", id)
                            .update();
                    return id;
                });
    }

    /** The name without what the engine does not allow in ids, numbered where somebody else is called that. */
    private String free(String kind, String name) {
        String letters = name.replaceAll("[^A-Za-z0-9]", "");
        String wished = letters.isEmpty() ? kind : letters.substring(0, Math.min(letters.length(), 40));
        String id = wished;
        for (int n = 2; isTaken(kind, id); n++) {
            id = wished + "x" + n;
        }
        return id;
    }

    private boolean isTaken(String kind, String id) {
        return switch (kind) {
            case TEAM ->
                Role.ofGroup(id).isPresent()
                        || users.groupsOfType(EngineUsers.TEAM).containsKey(id);
            case AGENT -> Actor.RESERVED_IDS.contains(id) || users.find(id).isPresent();
            default ->
                jdbc.sql("select exists (select from people_recorded where kind = :kind and id = :id)")
                        .param("kind", kind)
                        .param("id", id + NOWHERE)
                        .query(Boolean.class)
                        .single();
        };
    }
}
