package io.promisedesk.kpi;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The events that figures are counted from, for programs that mine processes. Read in one transaction that sees one moment,
 * row by row: a million tickets need no more memory than one. Merged secondaries, spam and tests are left out.
 */
@Component
public class EventLog {

    /** Rows that the database hands over at a time. */
    private static final int ROWS = 2_000;

    private static final String CASES =
            """
            from kpi_ticket t
            where t.excluded is null and t.received_at >= ? and t.received_at < ? and (?::text[] is null or t.team = any (?::text[]))
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate oneMoment;
    private final PeopleDesk people;
    private final KpiSettings settings;

    EventLog(DataSource database, PlatformTransactionManager transactions, PeopleDesk people, KpiSettings settings) {
        this.jdbc = new JdbcTemplate(database);
        this.jdbc.setFetchSize(ROWS);
        this.oneMoment = new TransactionTemplate(transactions);
        this.oneMoment.setReadOnly(true);
        this.oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.people = people;
        this.settings = settings;
    }

    /**
     * Which cases.
     *
     * @param from first instant at which a case was received
     * @param to first instant after
     * @param names whether people of ours have their names in it; else pseudonyms, other ones each time
     */
    public record Request(Instant from, Instant to, boolean names) {}

    /** A case. Attributes that nobody set are null. */
    public record Case(
            String id,
            String process,
            int version,
            Instant receivedAt,
            @Nullable String channel,
            @Nullable String priority,
            @Nullable String category,
            @Nullable String customer,
            @Nullable String team) {}

    /**
     * What happened to a case.
     *
     * @param id unique in the log
     * @param activity a milestone by mark ({@code received}, {@code reply}, {@code resolved}, …), {@code assigned},
     *     {@code transferred} or {@code waiting}
     * @param element of the diagram, where it is one
     * @param person who had the case, or got it: a name, or a pseudonym
     */
    public record Event(
            String id,
            Case of,
            String activity,
            @Nullable String element,
            Instant at,
            @Nullable String person,
            @Nullable String team) {}

    /** The same moment, as often as it is looked at. */
    public interface Reading {

        /** Names or pseudonyms of everybody who is in it. */
        List<String> persons();

        List<String> teams();

        /** In the order in which they were received. */
        void cases(Consumer<Case> each);

        /** Case by case, in each as they happened. */
        void events(Consumer<Event> each);
    }

    /**
     * Reads it, as far as the reader may: supervisors the tickets of their teams and the names of their people, administrators
     * all.
     */
    public void read(Request request, Actor reader, Consumer<Reading> with) {
        if (!reader.leads()) {
            throw Refusal.forbidden("kpi.refused.eventLog");
        }
        if (request.names() && !settings.people()) {
            throw Refusal.forbidden("kpi.refused.peopleOff");
        }
        oneMoment.executeWithoutResult(status -> with.accept(new Moment(request, reader)));
    }

    private final class Moment implements Reading {

        private final Object[] parameters;
        private final Map<String, String> names;

        Moment(Request request, Actor reader) {
            String[] teams = reader.is(Role.ADMIN) ? null : reader.teams().toArray(String[]::new);
            this.parameters = new Object[] {Timestamp.from(request.from()), Timestamp.from(request.to()), teams, teams};
            this.names = names(request, reader);
        }

        /** Pseudonyms in an order that says nothing. */
        private Map<String, String> names(Request request, Actor reader) {
            List<String> ids = new ArrayList<>(jdbc.queryForList(
                    """
                    select distinct e.owner from kpi_event e
                    where e.owner is not null and e.instance in (select t.instance %s)
                    """
                            .formatted(CASES),
                    String.class,
                    parameters));
            Collections.shuffle(ids, new SecureRandom());
            Set<String> named = new HashSet<>();
            if (request.names()) {
                named.addAll(reader.is(Role.ADMIN) ? ids : supervisedBy(reader));
            }
            Map<String, String> names = new HashMap<>();
            for (int i = 0; i < ids.size(); i++) {
                String id = ids.get(i);
                names.put(
                        id,
                        named.contains(id) ? people.person(id).map(Person::name).orElse(id) : "person " + (i + 1));
            }
            return names;
        }

        private List<String> supervisedBy(Actor reader) {
            List<String> ids = new ArrayList<>(List.of(reader.id()));
            reader.teams().forEach(team -> people.agentsOf(team).forEach(agent -> ids.add(agent.id())));
            return ids;
        }

        @Override
        public List<String> persons() {
            return names.values().stream().sorted().distinct().toList();
        }

        @Override
        public List<String> teams() {
            return jdbc.queryForList(
                    """
                    select distinct e.team from kpi_event e
                    where e.team is not null and e.instance in (select t.instance %s) order by 1
                    """
                            .formatted(CASES),
                    String.class,
                    parameters);
        }

        @Override
        public void cases(Consumer<Case> each) {
            jdbc.query(
                    "select t.* " + CASES + " order by t.received_at, t.instance",
                    row -> {
                        each.accept(aCase(row));
                    },
                    parameters);
        }

        @Override
        public void events(Consumer<Event> each) {
            jdbc.query(
                    """
                    select t.*, e.n event, e.kind, e.element, e.at, e.owner event_owner, e.team event_team
                    from (select t.* %s) t join kpi_event e using (instance)
                    order by t.received_at, t.instance, e.n
                    """
                            .formatted(CASES),
                    row -> {
                        Case of = aCase(row);
                        String owner = row.getString("event_owner");
                        each.accept(new Event(
                                of.id() + "/" + row.getInt("event"),
                                of,
                                row.getString("kind"),
                                row.getString("element"),
                                row.getTimestamp("at").toInstant(),
                                owner == null ? null : names.get(owner),
                                row.getString("event_team")));
                    },
                    parameters);
        }

        private static Case aCase(ResultSet row) throws SQLException {
            String number = row.getString("number");
            return new Case(
                    number == null ? row.getString("instance") : number,
                    row.getString("process"),
                    row.getInt("process_version"),
                    row.getTimestamp("received_at").toInstant(),
                    row.getString("channel"),
                    row.getString("priority"),
                    row.getString("category"),
                    row.getString("customer"),
                    row.getString("team"));
        }
    }
}
