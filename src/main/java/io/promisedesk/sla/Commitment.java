package io.promisedesk.sla;

/** A target together with the version of its calendar that counts for it. */
record Commitment(Target target, int calendarVersion) {

    ZonedCalendar calendar() {
        return new ZonedCalendar(target.calendar(), calendarVersion, target.zone());
    }
}
