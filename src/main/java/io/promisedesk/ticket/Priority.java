package io.promisedesk.ticket;

/** How urgent a ticket is, in ascending order. */
public enum Priority {
    LOW,
    MODERATE,
    HIGH,
    CRITICAL
}
