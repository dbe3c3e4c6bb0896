package io.promisedesk.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.engine.EngineUsers.EngineUser;
import io.promisedesk.platform.engine.MembershipsChanged;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.sql.Types;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** People from the engine's users and groups, completed by our tables; customers from our tables alone. */
@Component
@Transactional
@EnableConfigurationProperties(PeopleSettings.class)
class People implements PeopleDesk {

    private final EngineUsers users;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    /** A mail or a page names the same few people and teams again and again. Whoever is missing is looked up anew. */
    private final Cache<String, Person> persons;

    private final Cache<String, Team> teams;

    /** Members of groups, by the groups; and all teams. An escalation asks for the same supervisors again and again. */
    private final Cache<List<String>, List<Person>> members;

    private final Cache<Boolean, List<Team>> allTeams;

    People(EngineUsers users, JdbcClient jdbc, PeopleSettings settings, ApplicationEventPublisher events) {
        this.users = users;
        this.events = events;
        this.jdbc = jdbc;
        this.persons = remembering(settings.rememberFor());
        this.teams = remembering(settings.rememberFor());
        this.members = remembering(settings.rememberFor());
        this.allTeams = remembering(settings.rememberFor());
    }

    private static <K, T> Cache<K, T> remembering(Duration time) {
        return Caffeine.newBuilder().expireAfterWrite(time).maximumSize(10_000).build();
    }

    /** Other nodes hear of it when what they remember has run out. */
    @EventListener
    void forget(MembershipsChanged changed) {
        persons.invalidateAll();
        members.invalidateAll();
        teams.invalidateAll();
        allTeams.invalidateAll();
    }

    @Override
    public Optional<Person> person(String id) {
        Person known = persons.getIfPresent(id);
        if (known != null) {
            return Optional.of(known);
        }
        // Not inside the cache's own computation: that would hold its lock while waiting for a connection.
        Optional<Person> read =
                users.find(id).map(user -> describe(List.of(user)).get(0));
        read.ifPresent(person -> persons.put(id, person));
        return read;
    }

    @Override
    public Optional<Team> team(String key) {
        Team known = teams.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        List<Team> all = teams();
        all.forEach(team -> teams.put(team.key(), team));
        return all.stream().filter(team -> team.key().equals(key)).findFirst();
    }

    @Override
    public List<Team> teams() {
        List<Team> known = allTeams.getIfPresent(true);
        if (known == null) {
            known = readTeams();
            allTeams.put(true, known);
        }
        return known;
    }

    private List<Team> readTeams() {
        Map<String, ZoneId> zones = jdbc
                .sql("select key, zone from people_team")
                .query((row, n) -> Map.entry(row.getString(1), ZoneId.of(row.getString(2))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return users.groupsOfType(EngineUsers.TEAM).entrySet().stream()
                .map(group ->
                        new Team(group.getKey(), group.getValue(), zones.getOrDefault(group.getKey(), ZoneOffset.UTC)))
                .sorted(Comparator.comparing(Team::name))
                .toList();
    }

    @Override
    public List<Person> agentsOf(String team) {
        return members(team, Role.AGENT.group());
    }

    @Override
    public List<Person> supervisorsOf(String team) {
        return members(team, Role.SUPERVISOR.group());
    }

    private List<Person> members(String... groups) {
        List<String> key = List.of(groups);
        List<Person> known = members.getIfPresent(key);
        if (known == null) {
            known = describe(users.membersOf(groups[0], Arrays.copyOfRange(groups, 1, groups.length)));
            members.put(key, known);
            known.forEach(person -> persons.put(person.id(), person));
        }
        return known;
    }

    @Override
    public List<Person> superiorsOf(Collection<String> subordinates) {
        if (subordinates.isEmpty()) {
            return List.of();
        }
        return jdbc
                .sql("select distinct reports_to from people_person where id in (:ids) and reports_to is not null")
                .param("ids", subordinates)
                .query(String.class)
                .list()
                .stream()
                .filter(id -> !subordinates.contains(id))
                .flatMap(id -> person(id).stream())
                .sorted(Comparator.comparing(Person::name))
                .toList();
    }

    @Override
    public Map<String, Abilities> abilities(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        record Said(String id, Set<String> skills, Set<Locale> speaks, @Nullable Integer capacity) {}
        Map<String, Said> said = jdbc
                .sql("select id, skills, speaks, capacity from people_person where id = any (:ids)")
                .param("ids", ids.toArray(String[]::new))
                .query((row, n) -> new Said(
                        row.getString("id"),
                        Set.of((String[]) row.getArray("skills").getArray()),
                        Arrays.stream((String[]) row.getArray("speaks").getArray())
                                .map(Locale::forLanguageTag)
                                .collect(Collectors.toUnmodifiableSet()),
                        row.getObject("capacity", Integer.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Said::id, one -> one));
        Map<String, Abilities> abilities = new HashMap<>();
        for (String id : new LinkedHashSet<>(ids)) {
            person(id).ifPresent(person -> {
                Said own = said.get(id);
                Set<Locale> speaks = own == null || own.speaks().isEmpty() ? Set.of(person.language()) : own.speaks();
                abilities.put(
                        id,
                        own == null
                                ? new Abilities(Set.of(), speaks, null)
                                : new Abilities(own.skills(), speaks, own.capacity()));
            });
        }
        return abilities;
    }

    @Override
    public Set<String> skills() {
        return Set.copyOf(jdbc.sql("select distinct unnest(skills) from people_person")
                .query(String.class)
                .list());
    }

    @Override
    public void enable(String id, Abilities abilities, Actor by) {
        Person person = person(id).orElseThrow(() -> Refusal.notFound("people.refused.unknown", id));
        boolean leads = by.is(Role.ADMIN)
                || by.is(Role.DISPATCHER)
                || by.is(Role.SUPERVISOR) && person.teams().stream().anyMatch(by::isIn);
        if (by.isPerson() && !leads) {
            throw Refusal.forbidden("people.refused.mayNotEnable", person.name());
        }
        abilities.skills().stream()
                .filter(skill -> !Skill.isOne(skill))
                .findFirst()
                .ifPresent(skill -> {
                    throw Refusal.invalid("skills", "people.refused.skill", skill);
                });
        abilities.speaks().stream()
                .filter(language -> !Skill.isLanguage(language.getLanguage()))
                .findFirst()
                .ifPresent(language -> {
                    throw Refusal.invalid("speaks", "people.refused.language", language.toLanguageTag());
                });
        Integer capacity = abilities.capacity();
        if (capacity != null && (capacity < 1 || capacity > Skill.MOST_TICKETS)) {
            throw Refusal.invalid("capacity", "people.refused.capacity", Skill.MOST_TICKETS);
        }
        // Whoever was created in Camunda Admin has no row yet: language and zone as they counted until now.
        jdbc.sql(
                        """
                        insert into people_person (id, language, zone, skills, speaks, capacity)
                        values (:id, :language, :zone, :skills, :speaks, :capacity)
                        on conflict (id) do update
                        set skills = excluded.skills, speaks = excluded.speaks, capacity = excluded.capacity
                        """)
                .param("id", id)
                .param("language", supported(person.language()))
                .param("zone", person.zone().getId())
                .param("skills", abilities.skills().stream().sorted().toArray(String[]::new))
                .param(
                        "speaks",
                        abilities.speaks().stream()
                                .map(Locale::getLanguage)
                                .sorted()
                                .toArray(String[]::new))
                .param("capacity", capacity, Types.INTEGER)
                .update();
        events.publishEvent(new AbilitiesChanged(id));
    }

    @Override
    public List<Person> dispatchers() {
        return members(Role.DISPATCHER.group());
    }

    @Override
    public List<Person> administrators() {
        return members(Role.ADMIN.group());
    }

    @Override
    public Customer customer(String email, @Nullable String name, @Nullable Locale language) {
        String address = email.strip().toLowerCase(Locale.ROOT);
        if (!address.matches("[^\\s@]+@[^\\s@]+")) {
            throw Refusal.invalid("customer.email", "people.refused.address", email);
        }
        String known = name == null || name.isBlank() ? null : name.strip();
        return jdbc.sql(SELECT_CUSTOMER + "where email = :email and (name is not null or cast(:name as text) is null)")
                .param("email", address)
                .param("name", known)
                .query(People::customer)
                .optional()
                .orElseGet(() -> jdbc.sql(
                                """
                                insert into people_customer (email, name, language) values (:email, :name, :language)
                                on conflict (email) do update set name = coalesce(people_customer.name, excluded.name)
                                returning id, email, name, language, tier
                                """)
                        .param("email", address)
                        .param("name", known)
                        .param("language", supported(language))
                        .query(People::customer)
                        .single());
    }

    @Override
    public Optional<Customer> customer(long id) {
        return jdbc.sql(SELECT_CUSTOMER + "where id = :id")
                .param("id", id)
                .query(People::customer)
                .optional();
    }

    private static final String SELECT_CUSTOMER = "select id, email, name, language, tier from people_customer ";

    private static Customer customer(java.sql.ResultSet row, int n) throws java.sql.SQLException {
        String email = row.getString("email");
        String name = row.getString("name");
        return new Customer(
                row.getLong("id"),
                email,
                name == null ? email : name,
                Locale.forLanguageTag(row.getString("language")),
                row.getString("tier"));
    }

    private static String supported(@Nullable Locale language) {
        return language != null && language.getLanguage().equals("ru") ? "ru" : "en";
    }

    /** Whoever was created in Camunda Admin has no row of ours: English, and the zone of their team. */
    private List<Person> describe(Collection<EngineUser> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        record Settings(String id, Locale language, ZoneId zone) {}
        Map<String, Settings> settings = jdbc
                .sql("select id, language, zone from people_person where id in (:ids)")
                .param("ids", found.stream().map(EngineUser::id).toList())
                .query((row, n) -> new Settings(
                        row.getString("id"),
                        Locale.forLanguageTag(row.getString("language")),
                        ZoneId.of(row.getString("zone"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Settings::id, one -> one));
        Map<String, Team> teams = teams().stream().collect(Collectors.toMap(Team::key, team -> team));
        return found.stream()
                .map(user -> {
                    Set<Role> roles = user.groups().stream()
                            .flatMap(group -> Role.ofGroup(group).stream())
                            .collect(Collectors.toUnmodifiableSet());
                    Set<String> own =
                            user.groups().stream().filter(teams::containsKey).collect(Collectors.toUnmodifiableSet());
                    Settings known = settings.get(user.id());
                    return new Person(
                            user.id(),
                            user.name(),
                            user.email(),
                            known == null ? Locale.ENGLISH : known.language(),
                            known == null ? zoneOf(own, teams) : known.zone(),
                            roles,
                            own);
                })
                .sorted(Comparator.comparing(Person::name).thenComparing(Person::id))
                .toList();
    }

    private static ZoneId zoneOf(Set<String> own, Map<String, Team> teams) {
        return teams.values().stream()
                .filter(team -> own.contains(team.key()))
                .min(Comparator.comparing(Team::key))
                .map(Team::zone)
                .orElse(ZoneOffset.UTC);
    }
}
