package io.promisedesk.sla;

import java.time.ZoneId;

/** Working calendars for those who count business time outside a clock. */
public interface CalendarDesk {

    /**
     * The calendar that counts for promises made now, read in a zone. Its windows stand in {@code sla_window} from then on.
     *
     * @throws io.promisedesk.platform.Refusal where there is no such calendar
     */
    ZonedCalendar current(String key, ZoneId zone);

    /** Counts business time on it. */
    BusinessCalendar calendar(ZonedCalendar calendar);
}
