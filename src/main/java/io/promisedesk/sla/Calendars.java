package io.promisedesk.sla;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.i18n.Texts;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The working calendars of this installation. What is configured becomes a version in the database when it differs from
 * the last one; versions never change, so whatever was promised on one can be computed again for ever.
 */
@Component
@EnableConfigurationProperties(SlaSettings.class)
class Calendars implements CalendarDesk {

    private static final Logger LOG = LoggerFactory.getLogger(Calendars.class);

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Map<String, Integer> current = new ConcurrentHashMap<>();
    private final Map<Version, WorkingHours> definitions = new ConcurrentHashMap<>();
    private final Map<ZonedCalendar, BusinessCalendar> calendars = new ConcurrentHashMap<>();
    private final Map<String, LocalDate> lastRules = new ConcurrentHashMap<>();
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
                define(key, hours.read(field, horizon));
                hours.lastRule(horizon).ifPresent(last -> lastRules.put(key, last));
            } catch (Refusal refusal) {
                refused.add(refusal.field() + ": " + texts.get(Texts.ENGLISH, refusal.key(), refusal.arguments()));
            }
        });
        if (!refused.isEmpty()) {
            throw new StartRefused(refused);
        }
        warnWhereRulesEnd();
    }

    /** Holidays that nobody has entered yet are working days to the clocks. */
    @Scheduled(cron = "0 0 6 * * *")
    void warnWhereRulesEnd() {
        endingRules(clock.instant())
                .forEach((key, last) -> LOG.warn(
                        "The holidays of working calendar {} are known until {} only: add those that follow",
                        key,
                        last));
    }

    /** Calendars whose holidays are known for less than two months ahead, with the last day known. */
    Map<String, LocalDate> endingRules(Instant now) {
        LocalDate soon = LocalDate.ofInstant(now, ZoneOffset.UTC).plusMonths(2);
        Map<String, LocalDate> ending = new TreeMap<>(lastRules);
        ending.values().removeIf(soon::isBefore);
        return ending;
    }

    /** By key, the versions that count now. */
    Map<String, Integer> currentVersions() {
        return Map.copyOf(current);
    }

    @Override
    public ZonedCalendar current(String key, ZoneId zone) {
        Integer version = current.get(key);
        if (version == null) {
            throw Refusal.invalid("calendar", "sla.refused.unknownCalendar", key);
        }
        ZonedCalendar zoned = new ZonedCalendar(key, version, zone);
        windows.write(zoned, calendar(zoned));
        return zoned;
    }

    @Override
    public SortedSet<String> keys() {
        return new TreeSet<>(current.keySet());
    }

    @Override
    public BusinessCalendar calendar(ZonedCalendar wanted) {
        return calendars.computeIfAbsent(
                wanted,
                zoned -> new BusinessCalendar(
                        definitions.computeIfAbsent(new Version(zoned.key(), zoned.version()), this::load),
                        zoned.zone()));
    }

    /** Makes a new version where these hours differ from the last one's. */
    int define(String key, WorkingHours hours) {
        String document = write(CalendarDocument.of(hours));
        // Two nodes that start together agree: the second finds the first one's version.
        jdbc.sql(
                        """
                        insert into sla_calendar (key, version, definition, defined_at)
                        select :key, coalesce(max(version), 0) + 1, :definition::jsonb, :now
                        from sla_calendar where key = :key
                        having (select definition from sla_calendar where key = :key order by version desc limit 1)
                            is distinct from :definition::jsonb
                        on conflict do nothing
                        """)
                .param("key", key)
                .param("definition", document)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        int version = jdbc.sql("select max(version) from sla_calendar where key = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
        current.put(key, version);
        LOG.info("Working calendar {} is version {}", key, version);
        return version;
    }

    private WorkingHours load(Version version) {
        String document = jdbc.sql("select definition from sla_calendar where key = :key and version = :version")
                .param("key", version.key())
                .param("version", version.number())
                .query(String.class)
                .single();
        try {
            return json.readValue(document, CalendarDocument.class).read("definition");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unreadable definition of " + version, e);
        }
    }

    private String write(CalendarDocument document) {
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Version(String key, int number) {}
}
