package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Moved;
import io.promisedesk.sla.CalendarRules.Special;
import io.promisedesk.sla.CalendarRules.Yearly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A calendar of rules counts as the calendar of the dates that the rules come to, each found day by day. */
class CalendarRulesLawsTests {

    private static final LocalDate HORIZON = LocalDate.parse("2039-12-31");
    private static final List<String> SETS = List.of("ru", "de", "de-by", "us", "us-ny", "gb-sct");
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Berlin"), ZoneId.of("Europe/Moscow"), ZoneId.of("America/New_York"), ZoneId.of("UTC"));

    @Property(tries = 400)
    void countsAsItsDatesDo(@ForAll("cases") Case c) {
        BusinessCalendar ruled =
                new BusinessCalendar(Expansion.of("", c.rules, HORIZON).hours(), c.zone);
        BusinessCalendar dated = new BusinessCalendar(dates(c.rules), c.zone);

        assertThat(ruled.between(c.from, c.to)).isEqualTo(dated.between(c.from, c.to));
        assertThat(ruled.due(c.from, c.budget)).isEqualTo(dated.due(c.from, c.budget));
    }

    @Property(tries = 100)
    void comesBackFromTheDatabaseAsItWas(@ForAll("cases") Case c) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();

        CalendarRules read = json.readValue(json.writeValueAsString(c.rules), CalendarRules.class);

        assertThat(read).isEqualTo(c.rules);
        WorkingHours hours = Expansion.of("", c.rules, HORIZON).hours();
        assertThat(CalendarDocument.of(
                        Expansion.of("", CalendarRules.of(hours), HORIZON).hours()))
                .as("hours written as rules")
                .isEqualTo(CalendarDocument.of(hours));
    }

    /** The slow and obvious way: asks of every single date whether a rule meets it. */
    private static WorkingHours dates(CalendarRules rules) {
        Map<DayOfWeek, List<Window>> week = new HashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, new ArrayList<>());
        }
        rules.week().forEach((name, windows) -> {
            DayOfWeek day = DayOfWeek.of(CalendarRules.WEEKDAYS.indexOf(name) + 1);
            for (String window : windows) {
                int opens = Window.parseTime(window.substring(0, 5));
                int closes = Window.parseTime(window.substring(6));
                if (opens < closes) {
                    week.get(day).add(new Window(opens, closes));
                } else {
                    week.get(day).add(new Window(opens, Window.DAY));
                    week.get(day.plus(1)).add(new Window(0, closes));
                }
            }
        });
        Set<LocalDate> closed = new TreeSet<>();
        for (LocalDate date = LocalDate.of(2000, 1, 1); !date.isAfter(HORIZON); date = date.plusDays(1)) {
            LocalDate day = date;
            if (rules.yearly().stream().anyMatch(yearly -> meets(yearly.on(), day))) {
                closed.add(day);
            }
        }
        for (String set : rules.national()) {
            closed.addAll(NationalHolidays.named("national", set, HORIZON).keySet());
        }
        rules.holidays().forEach(day -> closed.add(LocalDate.parse(day.date())));
        Map<LocalDate, List<Window>> special = new TreeMap<>();
        for (Special day : rules.overrides()) {
            special.put(
                    LocalDate.parse(day.date()),
                    day.windows().stream()
                            .map(window -> new Window(
                                    Window.parseTime(window.substring(0, 5)), Window.parseTime(window.substring(6))))
                            .toList());
        }
        for (Moved moved : rules.moved()) {
            special.put(LocalDate.parse(moved.from()), List.of());
            special.put(
                    LocalDate.parse(moved.to()),
                    week.get(LocalDate.parse(moved.from()).getDayOfWeek()));
        }
        return new WorkingHours(week, closed, special);
    }

    private static boolean meets(String on, LocalDate date) {
        if (on.startsWith("orthodox")) {
            return date.minusDays(days(on, "orthodox")).equals(Easter.orthodox(date.getYear()));
        }
        if (on.startsWith("easter")) {
            return date.minusDays(days(on, "easter")).equals(Easter.western(date.getYear()));
        }
        return date.toString().substring(5).equals(on);
    }

    private static int days(String on, String church) {
        return on.equals(church) ? 0 : Integer.parseInt(on.substring(church.length()));
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.longs().map(seed -> new Case(new Random(seed)));
    }

    static final class Case {

        final CalendarRules rules;
        final ZoneId zone;
        final Instant from;
        final Instant to;
        final Duration budget;

        Case(Random random) {
            Map<String, List<String>> week = new LinkedHashMap<>();
            week.put("fri", List.of("09:00-17:30"));
            for (String day : CalendarRules.WEEKDAYS) {
                switch (random.nextInt(4)) {
                    case 0 -> week.put(day, List.of("08:00-12:00", "13:00-18:15"));
                    case 1 -> week.put(day, List.of("22:00-06:00"));
                    case 2 -> week.put(day, List.of("00:00-24:00"));
                    default -> {}
                }
            }
            List<String> national = random.nextBoolean() ? List.of(SETS.get(random.nextInt(SETS.size()))) : List.of();
            List<Yearly> yearly = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                int days = random.nextInt(80) - 20;
                yearly.add(new Yearly(
                        switch (random.nextInt(3)) {
                            case 0 -> (random.nextBoolean() ? "easter" : "orthodox") + (days < 0 ? "" : "+") + days;
                            case 1 -> random.nextBoolean() ? "easter" : "02-29";
                            default ->
                                Year.of(2024)
                                        .atDay(1 + random.nextInt(366))
                                        .toString()
                                        .substring(5);
                        },
                        random.nextBoolean() ? "Our day" : null));
            }
            List<Dated> holidays = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                holidays.add(new Dated(day(random).toString(), null));
            }
            // Different parts of the year, so that no date is given hours twice.
            List<Moved> moved = random.nextBoolean()
                    ? List.of(new Moved("2026-05-08", "2026-05-16", null), new Moved("2027-05-07", "2027-05-15", "x"))
                    : List.of();
            List<Special> overrides = random.nextBoolean()
                    ? List.of(
                            new Special("2026-12-24", List.of("09:00-13:00"), "Christmas Eve"),
                            new Special("2027-01-02", List.of(), null),
                            new Special("2027-06-12", List.of("00:00-01:00", "23:00-24:00"), null))
                    : List.of();
            rules = new CalendarRules(null, week, national, yearly, holidays, moved, overrides);
            zone = ZONES.get(random.nextInt(ZONES.size()));
            from = day(random).atStartOfDay(zone).toInstant().plus(random.nextInt(86_400_000), ChronoUnit.MILLIS);
            to = from.plus(random.nextInt(400 * 86_400), ChronoUnit.SECONDS);
            budget = Duration.ofMinutes(random.nextInt(30_000));
        }

        private static LocalDate day(Random random) {
            return LocalDate.of(2026, 1, 1).plusDays(random.nextInt(900));
        }

        @Override
        public String toString() {
            return rules + " in " + zone + " from " + from + " to " + to + ", " + budget;
        }
    }
}
