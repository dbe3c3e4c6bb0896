package io.promisedesk.sla;

import java.time.ZoneId;

/** A version of a working calendar, read in a zone: what {@code sla_window} and its SQL functions are asked with. */
public record ZonedCalendar(String key, int version, ZoneId zone) {}
