package io.promisedesk.sla;

/** A definition that never changes: a changed calendar is a new version. */
record CalendarVersion(String key, int version) {}
