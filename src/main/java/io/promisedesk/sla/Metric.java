package io.promisedesk.sla;

/** What is promised. Names in interfaces are {@code first_response} and so on. */
public enum Metric {
    FIRST_RESPONSE,
    NEXT_RESPONSE,
    RESOLUTION
}
