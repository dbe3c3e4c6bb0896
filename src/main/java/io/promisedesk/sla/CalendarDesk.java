package io.promisedesk.sla;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedSet;

/** Working calendars for those who count business time outside a clock. */
public interface CalendarDesk {

    /**
     * The calendar that counts for promises made now, read in a zone. Its windows stand in {@code sla_window} from then on.
     *
     * @throws io.promisedesk.platform.Refusal where there is no such calendar
     */
    ZonedCalendar current(String key, ZoneId zone);

    /** Keys of all calendars that promises may name, in alphabetical order. */
    SortedSet<String> keys();

    /** The days from one date to another that are not like others of their weekday, with what makes them so. */
    List<CalendarPlan.Day> special(ZonedCalendar calendar, LocalDate from, LocalDate to);

    /** Counts business time on it. */
    BusinessCalendar calendar(ZonedCalendar calendar);
}
