package io.promisedesk.ticket;

/** Whom a waiting ticket waits for. */
public enum WaitingFor {
    CUSTOMER,
    THIRD_PARTY
}
