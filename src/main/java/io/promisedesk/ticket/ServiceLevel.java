package io.promisedesk.ticket;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Target;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is promised to a customer: one row of {@code service-level.dmn}. Budgets count on the calendar.
 *
 * @param name shown in explanations, for example {@code Standard, high}
 * @param update news for the customer at least so often after the first answer; null where that is not promised
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
        @Nullable Budget update,
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

    /** Empty where that is not promised. */
    Optional<Budget> budget(Metric metric) {
        return switch (metric) {
            case FIRST_RESPONSE -> Optional.of(firstResponse);
            case NEXT_RESPONSE -> Optional.of(nextResponse);
            case RESOLUTION -> Optional.of(resolution);
            case PROMISED_UPDATE -> Optional.ofNullable(update);
        };
    }

    /** @param atRiskPercent share of the budget after which the clock counts as at risk */
    Target target(Budget budget, ZoneId zone, int atRiskPercent) {
        return new Target(budget, calendar, zone, atRiskPercent, name);
    }
}
