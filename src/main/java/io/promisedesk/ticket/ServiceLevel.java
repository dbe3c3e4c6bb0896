package io.promisedesk.ticket;

import io.promisedesk.sla.Budget;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Target;
import java.time.ZoneId;

/**
 * What is promised to a customer: one row of {@code service-level.dmn}. Budgets count on the calendar.
 *
 * @param name shown in explanations, for example {@code Standard, high}
 * @param calendar key of a working calendar
 * @param atRiskPercent share of the time up to a deadline after which a clock counts as at risk
 * @param pausesForThirdParty whether waiting for somebody outside pauses the resolution clock
 */
public record ServiceLevel(
        String name,
        Budget firstResponse,
        Budget nextResponse,
        Budget resolution,
        String calendar,
        int atRiskPercent,
        boolean pausesForThirdParty) {

    Target target(Metric metric, ZoneId zone) {
        Budget budget =
                switch (metric) {
                    case FIRST_RESPONSE -> firstResponse;
                    case NEXT_RESPONSE -> nextResponse;
                    case RESOLUTION -> resolution;
                };
        return new Target(budget, calendar, zone, atRiskPercent, name);
    }
}
