package io.promisedesk.sla;

import java.time.ZoneId;
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

    /** What people call the newest version of it; its key where there is no such calendar. */
    CalendarName name(String key);

    /** That version with its name, and with the rules from which its days came. */
    CalendarVersion version(ZonedCalendar calendar);

    /** Counts business time on it. */
    BusinessCalendar calendar(ZonedCalendar calendar);
}
