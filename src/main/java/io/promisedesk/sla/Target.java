package io.promisedesk.sla;

import java.time.Duration;
import java.time.ZoneId;

/**
 * A promise: so much business time on a calendar.
 *
 * @param budget business time from the start to the deadline
 * @param calendar key of a working calendar, read in {@code zone}
 * @param zone zone of the team that gives the promise
 * @param atRiskPercent share of the budget after which the clock counts as at risk, 1 to 99
 * @param source where the promise comes from (decision row), shown in explanations
 */
public record Target(Duration budget, String calendar, ZoneId zone, int atRiskPercent, String source) {}
