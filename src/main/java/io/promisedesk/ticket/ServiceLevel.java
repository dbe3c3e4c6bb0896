package io.promisedesk.ticket;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Target;
import java.time.ZoneId;

/**
 * What is promised to a customer: one row of {@code service-level.dmn}. Budgets count on the calendar.
 *
 * @param name shown in explanations, for example {@code Standard, high}
 * @param calendar key of a working calendar
 * @param ladder name of a ladder in {@code escalation-ladder.dmn}
 * @param pausesForThirdParty whether waiting for somebody outside pauses the resolution clock
 * @param tellsExtension whether the customer hears of it when more time is taken
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceLevel(
        String name,
        Budget firstResponse,
        Budget nextResponse,
        Budget resolution,
        String calendar,
        String ladder,
        boolean pausesForThirdParty,
        boolean tellsExtension) {

    /** Of a ticket that was promised something before there were ladders by decision table. */
    public static final String FIRST_LADDER = "standard";

    @SuppressWarnings("ConstantValue") // Jackson gives null where the stored level does not say it.
    public ServiceLevel {
        ladder = ladder == null ? FIRST_LADDER : ladder;
    }

    /** @param atRiskPercent share of the budget after which the clock counts as at risk */
    Target target(Metric metric, ZoneId zone, int atRiskPercent) {
        Budget budget =
                switch (metric) {
                    case FIRST_RESPONSE -> firstResponse;
                    case NEXT_RESPONSE -> nextResponse;
                    case RESOLUTION -> resolution;
                };
        return new Target(budget, calendar, zone, atRiskPercent, name);
    }
}
