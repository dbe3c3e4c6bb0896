package io.promisedesk.sla;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    private final WindowTable windows;

    Calendars(SlaSettings settings, JdbcClient jdbc, ObjectMapper json, Clock clock, WindowTable windows) {
        this.jdbc = jdbc;
        this.json = json;
        this.windows = windows;
        settings.calendars().forEach((key, hours) -> {
            WorkingHours defined = hours.read("promisedesk.sla.calendars." + key);
            current.put(key, define(key, defined, clock));
        });
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
    public BusinessCalendar calendar(ZonedCalendar wanted) {
        return calendars.computeIfAbsent(
                wanted,
                zoned -> new BusinessCalendar(
                        definitions.computeIfAbsent(new Version(zoned.key(), zoned.version()), this::load),
                        zoned.zone()));
    }

    private int define(String key, WorkingHours hours, Clock clock) {
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
        definitions.put(new Version(key, version), hours);
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
