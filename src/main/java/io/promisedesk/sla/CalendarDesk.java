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

    /** Counts business time on it. */
    BusinessCalendar calendar(ZonedCalendar calendar);
}
