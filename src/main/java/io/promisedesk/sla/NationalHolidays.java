package io.promisedesk.sla;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import io.promisedesk.platform.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Public holidays of a country or a part of it ({@code de}, {@code de-be}, {@code us-ny}), from Jollyday's rules. They are
 * written into a calendar's version as dates: a newer Jollyday changes no promise already made.
 */
final class NationalHolidays {

    static final int FIRST_YEAR = 2000;

    private static final Map<String, NavigableMap<LocalDate, Set<String>>> KNOWN = new ConcurrentHashMap<>();

    private NationalHolidays() {}

    /** The end of the next decade, so that time alone makes a new version of a calendar only every ten years. */
    static LocalDate lastDay(Instant now) {
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        return LocalDate.of(year - year % 10 + 19, 12, 31);
    }

    /**
     * By date, what each holiday is called: keys of {@code sla.holiday}.
     *
     * @param field where the set was named
     */
    static NavigableMap<LocalDate, Set<String>> named(String field, String set, LocalDate lastDay) {
        String code = set.strip().toLowerCase(Locale.ROOT);
        if (!isKnown(code)) {
            throw Refusal.invalid(field, "sla.refused.holidaySet", set);
        }
        return KNOWN.computeIfAbsent(code + " " + lastDay.getYear(), any -> read(code, lastDay));
    }

    private static NavigableMap<LocalDate, Set<String>> read(String code, LocalDate lastDay) {
        String[] parts = code.split("-", -1);
        HolidayManager manager = manager(parts[0]);
        String[] region = Arrays.copyOfRange(parts, 1, parts.length);
        NavigableMap<LocalDate, Set<String>> dates = new TreeMap<>();
        for (int year = FIRST_YEAR; year <= lastDay.getYear(); year++) {
            manager.getHolidays(Year.of(year), HolidayType.PUBLIC_HOLIDAY, region)
                    .forEach((Holiday holiday) -> dates.computeIfAbsent(holiday.getDate(), date -> new TreeSet<>())
                            .add(holiday.getPropertiesKey()));
        }
        return Collections.unmodifiableNavigableMap(dates);
    }

    private static boolean isKnown(String code) {
        String[] parts = code.split("-", -1);
        return HolidayManager.getSupportedCalendarCodes().contains(parts[0].toUpperCase(Locale.ROOT))
                && (parts.length == 1 || regions(parts[0]).contains(parts[1]));
    }

    /** Codes of all countries whose holidays are known, such as {@code de}. */
    static Set<String> countries() {
        return HolidayManager.getSupportedCalendarCodes().stream()
                .filter(code -> code.length() == 2)
                .map(code -> code.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Codes of the parts of a country that have holidays of their own, such as {@code be}. */
    static Set<String> regions(String country) {
        return new TreeSet<>(
                manager(country).getCalendarHierarchy().getChildren().keySet());
    }

    /** What the library itself calls such a country or region. */
    static String inEnglish(String country, @Nullable String region) {
        CalendarHierarchy hierarchy = manager(country).getCalendarHierarchy();
        CalendarHierarchy part =
                region == null ? hierarchy : hierarchy.getChildren().get(region);
        return part == null ? country + "-" + region : part.getDescription(Locale.ENGLISH);
    }

    /** What the library itself calls such a holiday. */
    static String holidayInEnglish(String key) {
        return new Holiday(LocalDate.EPOCH, key, HolidayType.PUBLIC_HOLIDAY).getDescription(Locale.ENGLISH);
    }

    private static HolidayManager manager(String country) {
        return HolidayManager.getInstance(ManagerParameters.create(country));
    }
}
