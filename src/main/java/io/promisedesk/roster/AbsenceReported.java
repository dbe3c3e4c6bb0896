package io.promisedesk.roster;

/** Somebody is or will be absent; published as a Spring application event in the transaction that recorded it. */
public record AbsenceReported(Absence absence) {}
