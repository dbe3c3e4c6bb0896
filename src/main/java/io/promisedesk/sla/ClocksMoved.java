package io.promisedesk.sla;

/**
 * The deadlines of a subject moved for a reason outside it (a working calendar was edited). Published in the transaction
 * that moved them, for those who keep timers.
 */
public record ClocksMoved(String subject) {}
