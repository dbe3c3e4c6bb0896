package io.promisedesk.workplace;

import io.promisedesk.notification.NoticeRequested;
import io.promisedesk.notification.NoticesRequested;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.workplace.process.StuckJobs;
import io.promisedesk.workplace.process.StuckJobs.Element;
import io.promisedesk.workplace.process.StuckJobs.Retry;
import io.promisedesk.workplace.process.StuckJobs.Stuck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is stuck and waits for an administrator; who may see it, who hears of it, and trying it again. */
@Component
public class Incidents {

    /** What the message of a failure begins with. */
    private static final Pattern EXCEPTIONS = Pattern.compile("^(?:[\\w.$]+(?:Exception|Error): )+");

    /** Where more than that fail at once, one is as good as another to see why. */
    private static final int LOOKED_AT = 100;

    private final StuckJobs jobs;
    private final ModelNames names;
    private final TicketDesk tickets;
    private final PeopleDesk people;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;

    Incidents(
            StuckJobs jobs,
            ModelNames names,
            TicketDesk tickets,
            PeopleDesk people,
            ApplicationEventPublisher events,
            JdbcClient jdbc) {
        this.jobs = jobs;
        this.names = names;
        this.tickets = tickets;
        this.people = people;
        this.events = events;
        this.jdbc = jdbc;
    }

    /** @param error first line of the technical text */
    record Row(
            String id,
            String job,
            @Nullable String ticket,
            Element process,
            Element element,
            Element failed,
            Instant since,
            String error,
            String cause) {}

    /**
     * An incident in the reader's language.
     *
     * @param what what was about to happen
     * @param failed what failed then, or null where it is the same
     * @param cause completes the key {@code workplace.incidents.cause.…}
     * @param error first line of the technical text
     */
    public record Item(
            String id,
            String job,
            @Nullable String ticket,
            String process,
            String what,
            @Nullable String failed,
            Instant since,
            String cause,
            String error) {}

    public record Page(List<Item> items, int total) {}

    /**
     * A step that has failed and is tried again by itself, in the reader's language.
     *
     * @param next when it is tried again
     * @param left how often, until it is stuck
     * @param error first line of the technical text
     * @param trace the technical text
     */
    public record Retrying(
            @Nullable String ticket,
            String process,
            String what,
            @Nullable String failed,
            Instant next,
            int left,
            String cause,
            String error,
            String trace) {}

    /**
     * Looks at what is stuck now, and tells administrators of what was not before. On any number of nodes, one at a time.
     *
     * @return how many are new
     */
    @Transactional
    public int look() {
        boolean alone = jdbc.sql("select pg_try_advisory_xact_lock(hashtext('workplace_incident'))")
                .query(Boolean.class)
                .single();
        if (!alone) {
            return 0;
        }
        Set<String> known = new HashSet<>(jdbc.sql("select id from workplace_incident")
                .query(String.class)
                .list());
        StuckJobs.Look look = jobs.look(known);
        known.removeAll(look.open());
        if (!known.isEmpty()) {
            jdbc.sql("delete from workplace_incident where id = any (:gone)")
                    .param("gone", known.toArray(String[]::new))
                    .update();
        }
        look.fresh().forEach(this::keep);
        if (!look.fresh().isEmpty()) {
            List<Person> administrators = people.administrators();
            events.publishEvent(new NoticesRequested(look.fresh().stream()
                    .flatMap(stuck -> administrators.stream().map(person -> notice(stuck, person)))
                    .toList()));
        }
        return look.fresh().size();
    }

    private static NoticeRequested notice(Stuck stuck, Person person) {
        return new NoticeRequested(
                "incident:" + stuck.incident() + ":" + person.id(),
                IncidentNotice.KIND,
                person.id(),
                stuck.ticket(),
                true,
                Map.of("incident", stuck.incident()));
    }

    private void keep(Stuck stuck) {
        jdbc.sql(
                        """
                        insert into workplace_incident (id, job, ticket, process, process_name, element, element_name,
                            failed_process, failed_element, failed_name, since, error, cause)
                        values (:id, :job, :ticket, :process, :processName, :element, :elementName,
                            :failedProcess, :failed, :failedName, :since, :error, :cause)
                        on conflict do nothing
                        """)
                .param("id", stuck.incident())
                .param("job", stuck.job())
                .param("ticket", stuck.ticket(), Types.VARCHAR)
                .param("process", stuck.process().process(), Types.VARCHAR)
                .param("processName", stuck.process().name(), Types.VARCHAR)
                .param("element", stuck.element().id(), Types.VARCHAR)
                .param("elementName", stuck.element().name(), Types.VARCHAR)
                .param("failedProcess", stuck.failed().process(), Types.VARCHAR)
                .param("failed", stuck.failed().id(), Types.VARCHAR)
                .param("failedName", stuck.failed().name(), Types.VARCHAR)
                .param("since", Timestamp.from(stuck.since()))
                .param("error", firstLine(stuck.error().isBlank() ? stuck.trace() : stuck.error()))
                .param("cause", Cause.of(stuck.error() + "\n" + stuck.trace()).code())
                .update();
    }

    private static String firstLine(String text) {
        return text.lines()
                .findFirst()
                .map(line -> EXCEPTIONS.matcher(line.strip()).replaceFirst(""))
                .orElse("");
    }

    /** All of them; for the top bar of administrators. */
    public int count() {
        return jdbc.sql("select count(*) from workplace_incident")
                .query(Integer.class)
                .single();
    }

    /** The latest first: all of them for administrators, those of their teams' tickets for supervisors. */
    public Page page(int page, int size, Actor reader, Locale language) {
        requireSee(reader);
        List<Row> rows;
        int total;
        if (reader.is(Role.ADMIN)) {
            total = count();
            rows = jdbc.sql("select * from workplace_incident order by since desc, id limit :size offset :skipped")
                    .param("size", size)
                    .param("skipped", page * size)
                    .query(Incidents::map)
                    .list();
        } else {
            Map<String, Boolean> seen = new HashMap<>();
            List<Row> theirs = jdbc
                    .sql("select * from workplace_incident where ticket is not null order by since desc, id")
                    .query(Incidents::map)
                    .list()
                    .stream()
                    .filter(row -> seen.computeIfAbsent(
                            String.valueOf(row.ticket()), number -> tickets.maySee(new TicketNumber(number), reader)))
                    .toList();
            total = theirs.size();
            rows = theirs.stream().skip((long) page * size).limit(size).toList();
        }
        return new Page(rows.stream().map(row -> item(row, language)).toList(), total);
    }

    /** Those that are next first, a hundred of them at most; who may see which as for what is stuck. */
    public List<Retrying> retrying(Actor reader, Locale language) {
        requireSee(reader);
        return jobs.retrying(LOOKED_AT).stream()
                .filter(retry -> reader.is(Role.ADMIN)
                        || retry.ticket() != null && tickets.maySee(new TicketNumber(retry.ticket()), reader))
                .map(retry -> retrying(retry, language))
                .toList();
    }

    private Retrying retrying(Retry retry, Locale language) {
        String process = names.process(retry.process(), language);
        String what = names.element(retry.element(), language);
        String failed = names.element(retry.failed(), language);
        String trace = jobs.trace(retry.job());
        return new Retrying(
                retry.ticket(),
                process,
                what == null ? process : what,
                failed == null || failed.equals(what) ? null : failed,
                retry.next(),
                retry.left(),
                Cause.of(retry.error() + "\n" + trace).code(),
                firstLine(retry.error()),
                trace);
    }

    Optional<Row> find(String id) {
        return jdbc.sql("select * from workplace_incident where id = :id")
                .param("id", id)
                .query(Incidents::map)
                .optional();
    }

    Item item(Row row, Locale language) {
        String what = names.element(row.element(), language);
        String failed = names.element(row.failed(), language);
        String process = names.process(row.process(), language);
        return new Item(
                row.id(),
                row.job(),
                row.ticket(),
                process,
                what == null ? process : what,
                failed == null || failed.equals(what) ? null : failed,
                row.since(),
                row.cause(),
                row.error());
    }

    /** @return false where it had been solved meanwhile */
    @Transactional
    public boolean tryAgain(String id, Actor by) {
        requireRetry(by);
        return find(id).map(this::tryAgain).orElse(false);
    }

    /** @return how many are tried again */
    @Transactional
    public int tryAllAgain(Actor by) {
        requireRetry(by);
        List<Row> all = jdbc.sql("select * from workplace_incident order by since, id")
                .query(Incidents::map)
                .list();
        return (int) all.stream().filter(this::tryAgain).count();
    }

    private boolean tryAgain(Row row) {
        boolean tried = jobs.tryAgain(row.job());
        jdbc.sql("delete from workplace_incident where id = :id")
                .param("id", row.id())
                .update();
        return tried;
    }

    private static void requireSee(Actor reader) {
        if (reader.isPerson() && !reader.leads()) {
            throw Refusal.forbidden("workplace.refused.incidents");
        }
    }

    private static void requireRetry(Actor by) {
        if (by.isPerson() && !by.is(Role.ADMIN)) {
            throw Refusal.forbidden("workplace.refused.retryIncident");
        }
    }

    private static Row map(ResultSet row, int n) throws SQLException {
        return new Row(
                row.getString("id"),
                row.getString("job"),
                row.getString("ticket"),
                new Element(row.getString("process"), null, row.getString("process_name")),
                new Element(row.getString("process"), row.getString("element"), row.getString("element_name")),
                new Element(
                        row.getString("failed_process"), row.getString("failed_element"), row.getString("failed_name")),
                row.getTimestamp("since").toInstant(),
                row.getString("error"),
                row.getString("cause"));
    }
}
