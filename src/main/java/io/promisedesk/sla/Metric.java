package io.promisedesk.sla;

/** What is promised. Names in interfaces are {@code first_response} and so on. */
public enum Metric {
    FIRST_RESPONSE,
    NEXT_RESPONSE,
    RESOLUTION,
    /** News for the customer, promised at regular intervals or by an agent; runs from one public answer to the next. */
    PROMISED_UPDATE
}
