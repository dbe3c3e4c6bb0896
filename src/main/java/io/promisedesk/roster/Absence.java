package io.promisedesk.roster;

import java.time.LocalDate;

/** Whole days on which a person does not work, first and last included. */
record Absence(String person, LocalDate first, LocalDate last) {

    boolean covers(String someone, LocalDate date) {
        return person.equals(someone) && !date.isBefore(first) && !date.isAfter(last);
    }
}
