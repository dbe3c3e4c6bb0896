package io.promisedesk.sla;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promisedesk.platform.PerTransaction;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The working calendars of this installation. What is configured becomes a version in the database when it differs from
 * the last one, until a person edits the calendar on its page: from then on the database keeps it and the configuration is
 * ignored. Versions never change, so whatever was promised on one can be computed again for ever; each holds the days that
 * count and the rules from which they came.
 */
@Component
@EnableConfigurationProperties(SlaSettings.class)
class Calendars implements CalendarDesk {

    private static final Logger LOG = LoggerFactory.getLogger(Calendars.class);

    /** Where a definition keeps the rules from which its days came. */
    private static final String RULES = "rules";

    private static final String SELECT =
            """
            select c.key, c.version, c.definition, c.defined_at, c.author, c.reason,
                   (select bool_or(e.author <> 'system') from sla_calendar e where e.key = c.key and e.version <= c.version) as kept,
                   c.version = (select max(e.version) from sla_calendar e where e.key = c.key) as newest
            from sla_calendar c
            """;

    private static final String LATEST =
            SELECT + "where c.version = (select max(e.version) from sla_calendar e where e.key = c.key) ";

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    /** Those the configuration speaks for; of others only what people keep counts. */
    private final Map<String, CalendarRules> configured = new ConcurrentHashMap<>();

    private final PerTransaction<Map<String, Integer>> current = new PerTransaction<>(HashMap::new);
    private final Map<Version, WorkingHours> definitions = new ConcurrentHashMap<>();
    private final Map<ZonedCalendar, BusinessCalendar> calendars = new ConcurrentHashMap<>();
    private final WindowTable windows;
    private final Clock clock;

    Calendars(SlaSettings settings, JdbcClient jdbc, ObjectMapper json, WindowTable windows, Texts texts, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.windows = windows;
        this.clock = clock;
        LocalDate horizon = NationalHolidays.lastDay(clock.instant());
        List<String> refused = new ArrayList<>();
        settings.calendars().forEach((key, hours) -> {
            String field = "promisedesk.sla.calendars." + key;
            try {
                seed(key, hours.rules(field), field, horizon);
            } catch (Refusal refusal) {
                refused.add(refusal.field() + ": " + texts.get(Texts.ENGLISH, refusal.key(), refusal.arguments()));
            }
        });
        if (!refused.isEmpty()) {
            throw new StartRefused(refused);
        }
        for (CalendarVersion version : latest()) {
            if (version.isKept()) {
                expandAgain(version, horizon);
            }
        }
        warnWhereRulesEnd();
    }

    private void seed(String key, CalendarRules rules, String field, LocalDate horizon) {
        WorkingHours hours = Expansion.of(field, rules, horizon).hours();
        CalendarVersion known = latest(key).orElse(null);
        if (known != null && known.isKept()) {
            LOG.info(
                    "Working calendar {} is kept on its page (version {}): {} in the configuration is ignored",
                    key,
                    known.version(),
                    field);
            return;
        }
        configured.put(key, rules);
        define(key, hours, rules);
    }

    /** A newer holiday library, or a new decade, may say other days than when the rules were saved. */
    private void expandAgain(CalendarVersion version, LocalDate horizon) {
        WorkingHours hours;
        try {
            hours = Expansion.of(version.key(), version.rules(), horizon).hours();
        } catch (Refusal refusal) {
            LOG.warn(
                    "The rules of working calendar {} can no longer be read ({}): its dates count as they were saved",
                    version.key(),
                    refusal.getMessage());
            return;
        }
        if (insert(version.key(), version.version(), hours, version.rules(), Actor.SYSTEM.id(), null)) {
            LOG.info(
                    "The holidays of working calendar {} changed: it is version {} now",
                    version.key(),
                    version.version() + 1);
        }
    }

    /** Holidays that nobody has entered yet are working days to the clocks. */
    @Scheduled(cron = "0 0 6 * * *", zone = "UTC")
    void warnWhereRulesEnd() {
        endingRules(clock.instant())
                .forEach((key, last) -> LOG.warn(
                        "The holidays of working calendar {} are known until {} only: add those that follow",
                        key,
                        last));
    }

    /** Calendars whose holidays are known for less than two months ahead, with the last day known. */
    Map<String, LocalDate> endingRules(Instant now) {
        Map<String, LocalDate> ending = new TreeMap<>();
        for (CalendarVersion version : latest()) {
            version.lastRule()
                    .filter(last -> CalendarVersion.endsSoon(last, now))
                    .ifPresent(last -> ending.put(version.key(), last));
        }
        return ending;
    }

    /** The newest version of every calendar that promises may name, by key. */
    List<CalendarVersion> latest() {
        return jdbc.sql(LATEST + "order by c.key").query((row, i) -> version(row)).list().stream()
                .filter((CalendarVersion version) -> version.isKept() || configured.containsKey(version.key()))
                .toList();
    }

    Optional<CalendarVersion> latest(String key) {
        return jdbc.sql(LATEST + "and c.key = :key")
                .param("key", key)
                .query((row, i) -> version(row))
                .optional();
    }

    /** The newest first. */
    List<CalendarVersion> versions(String key) {
        return jdbc.sql(SELECT + "where c.key = :key order by c.version desc")
                .param("key", key)
                .query((row, i) -> version(row))
                .list();
    }

    @Override
    public ZonedCalendar current(String key, ZoneId zone) {
        ZonedCalendar zoned = new ZonedCalendar(key, currentVersion(key), zone);
        windows.write(zoned, calendar(zoned));
        return zoned;
    }

    /** Asked of the database, because another node may have edited it; once in a transaction. */
    private int currentVersion(String key) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return readCurrentVersion(key);
        }
        return current.get().computeIfAbsent(key, this::readCurrentVersion);
    }

    private int readCurrentVersion(String key) {
        return jdbc.sql(
                        """
                        select max(version) from sla_calendar where key = :key
                        having count(*) > 0 and (bool_or(author <> 'system') or :configured)
                        """)
                .param("key", key)
                .param("configured", configured.containsKey(key))
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> Refusal.invalid("calendar", "sla.refused.unknownCalendar", key));
    }

    @Override
    public SortedSet<String> keys() {
        SortedSet<String> keys = new TreeSet<>(configured.keySet());
        keys.addAll(jdbc.sql("select distinct key from sla_calendar where author <> 'system'")
                .query(String.class)
                .list());
        return keys;
    }

    @Override
    public BusinessCalendar calendar(ZonedCalendar wanted) {
        return calendars.computeIfAbsent(
                wanted, zoned -> new BusinessCalendar(hours(zoned.key(), zoned.version()), zoned.zone()));
    }

    @Override
    public CalendarName name(String key) {
        return latest(key).map(CalendarVersion::name).orElseGet(() -> new CalendarName(key, null));
    }

    @Override
    public CalendarVersion version(ZonedCalendar calendar) {
        return jdbc.sql(SELECT + "where c.key = :key and c.version = :version")
                .param("key", calendar.key())
                .param("version", calendar.version())
                .query((row, i) -> version(row))
                .single();
    }

    WorkingHours hours(String key, int version) {
        return definitions.computeIfAbsent(new Version(key, version), this::load);
    }

    /** Makes a new version where these hours differ from the last one's. */
    int define(String key, WorkingHours hours) {
        CalendarRules rules = CalendarRules.of(hours);
        configured.put(key, rules);
        return define(key, hours, rules);
    }

    private int define(String key, WorkingHours hours, CalendarRules rules) {
        int known = highest(key);
        boolean changed = insert(key, known, hours, rules, Actor.SYSTEM.id(), null);
        // Two nodes that start together agree: the second finds the first one's version.
        int version = changed ? known + 1 : highest(key);
        LOG.info("Working calendar {} is version {}", key, version);
        return version;
    }

    private int highest(String key) {
        return jdbc.sql("select coalesce(max(version), 0) from sla_calendar where key = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    /**
     * Makes the version that follows {@code base}, written by a person.
     *
     * @return false where somebody else has made it meanwhile
     */
    boolean save(String key, int base, CalendarRules rules, WorkingHours hours, String author, String reason) {
        return insert(key, base, hours, rules, author, reason);
    }

    /** A version by the system is made only where it counts otherwise than the one before. */
    private boolean insert(
            String key, int base, WorkingHours hours, CalendarRules rules, String author, @Nullable String reason) {
        return jdbc.sql(
                                """
                                insert into sla_calendar (key, version, definition, defined_at, author, reason)
                                select :key, :base + 1, :definition::jsonb, :now, :author, :reason
                                where :base = (select coalesce(max(version), 0) from sla_calendar where key = :key)
                                    and (:author <> 'system' or not exists (
                                        select from sla_calendar where key = :key and version = :base
                                            and definition - 'rules' = :definition::jsonb - 'rules'))
                                on conflict do nothing
                                """)
                        .param("key", key)
                        .param("base", base)
                        .param("definition", write(hours, rules))
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("author", author)
                        .param("reason", reason)
                        .update()
                == 1;
    }

    private CalendarVersion version(ResultSet row) throws SQLException {
        String key = row.getString("key");
        int version = row.getInt("version");
        boolean kept = row.getBoolean("kept");
        ObjectNode definition = tree(row.getString("definition"), key, version);
        CalendarRules own = kept || !row.getBoolean("newest") ? null : configured.get(key);
        return new CalendarVersion(
                key,
                version,
                own != null ? own : rules(definition, key, version),
                hours(key, version),
                row.getString("author"),
                row.getString("reason"),
                row.getObject("defined_at", OffsetDateTime.class).toInstant(),
                kept);
    }

    private CalendarRules rules(ObjectNode definition, String key, int version) {
        JsonNode rules = definition.get(RULES);
        if (rules == null) {
            return CalendarRules.of(hours(key, version));
        }
        try {
            return json.treeToValue(rules, CalendarRules.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unreadable rules of " + key + " " + version, e);
        }
    }

    private WorkingHours load(Version version) {
        String document = jdbc.sql("select definition from sla_calendar where key = :key and version = :version")
                .param("key", version.key())
                .param("version", version.number())
                .query(String.class)
                .single();
        ObjectNode definition = tree(document, version.key(), version.number());
        definition.remove(RULES);
        try {
            return json.treeToValue(definition, CalendarDocument.class).read("definition");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unreadable definition of " + version, e);
        }
    }

    private ObjectNode tree(String definition, String key, int version) {
        try {
            return (ObjectNode) json.readTree(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unreadable definition of " + key + " " + version, e);
        }
    }

    /** The days that count, and the rules they came from for those who edit them. */
    private String write(WorkingHours hours, CalendarRules rules) {
        ObjectNode definition = json.valueToTree(CalendarDocument.of(hours));
        definition.set(RULES, json.valueToTree(rules));
        return definition.toString();
    }

    private record Version(String key, int number) {}
}
