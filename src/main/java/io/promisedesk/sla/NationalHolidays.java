package io.promisedesk.sla;

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
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Public holidays of a country or a part of it ({@code de}, {@code de-be}, {@code us-ny}), from Jollyday's rules. They are
 * written into a calendar's version as dates: a newer Jollyday changes no promise already made.
 */
final class NationalHolidays {

    private static final int FIRST_YEAR = 2000;

    private NationalHolidays() {}

    /** The end of the next decade, so that time alone makes a new version of a calendar only every ten years. */
    static LocalDate lastDay(Instant now) {
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        return LocalDate.of(year - year % 10 + 19, 12, 31);
    }

    static NavigableSet<LocalDate> dates(String field, String set, LocalDate lastDay) {
        String[] parts = set.strip().toLowerCase(Locale.ROOT).split("-", -1);
        if (!HolidayManager.getSupportedCalendarCodes().contains(parts[0].toUpperCase(Locale.ROOT))) {
            throw Refusal.invalid(field, "sla.refused.holidaySet", set);
        }
        HolidayManager manager = HolidayManager.getInstance(ManagerParameters.create(parts[0]));
        String[] region = Arrays.copyOfRange(parts, 1, parts.length);
        if (region.length > 0 && !manager.getCalendarHierarchy().getChildren().containsKey(region[0])) {
            throw Refusal.invalid(field, "sla.refused.holidaySet", set);
        }
        NavigableSet<LocalDate> dates = new TreeSet<>();
        for (int year = FIRST_YEAR; year <= lastDay.getYear(); year++) {
            manager.getHolidays(Year.of(year), HolidayType.PUBLIC_HOLIDAY, region).stream()
                    .map(Holiday::getDate)
                    .forEach(dates::add);
        }
        return dates;
    }
}
