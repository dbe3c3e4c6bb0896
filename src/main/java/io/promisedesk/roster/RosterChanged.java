package io.promisedesk.roster;

import java.time.Instant;

/** Shifts or absences were planned anew; published as a Spring application event in the transaction that did it. */
public record RosterChanged(Instant at) {}
