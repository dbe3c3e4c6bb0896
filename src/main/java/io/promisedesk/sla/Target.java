package io.promisedesk.sla;

import java.time.ZoneId;

/**
 * A promise: so much working time, or so many working days, on a calendar.
 *
 * @param budget from the start to the deadline
 * @param calendar key of a working calendar, read in {@code zone}
 * @param zone zone of the team that gives the promise
 * @param atRiskPercent share of the business time up to the deadline after which the clock counts as at risk, 1 to 99
 * @param source where the promise comes from, shown in explanations: {@link Source#text}
 */
public record Target(Budget budget, String calendar, ZoneId zone, int atRiskPercent, String source) {}
