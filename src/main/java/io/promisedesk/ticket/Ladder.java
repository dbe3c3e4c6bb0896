package io.promisedesk.ticket;

import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Rung;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Who hears of a promise in danger, and when: the rows of {@code escalation-ladder.dmn} for one ladder and one promise.
 *
 * @param name what {@code service-level.dmn} calls it
 * @param steps in the order in which they are reached; one per rung
 */
public record Ladder(String name, List<Step> steps) {

    public Ladder {
        steps = steps.stream().sorted(Comparator.comparing(Step::rung)).toList();
    }

    /** The two escalations of a promise: each is called by a timer of its own and climbs its own rungs. */
    public enum Phase {
        AT_RISK,
        OVERDUE;

        /** @param code {@code at-risk} or {@code overdue}, as models say it */
        public static Phase of(String code) {
            return Arrays.stream(values())
                    .filter(phase -> phase.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no phase is called " + code));
        }

        public String code() {
            return this == AT_RISK ? "at-risk" : "overdue";
        }

        boolean holds(Rung rung) {
            return rung.isBeforeDeadline() == (this == AT_RISK);
        }
    }

    public enum Recipient {
        OWNER,
        /** The agents of the ticket's team who are on shift. */
        TEAM,
        /** Who answers for the team now: its supervisors on shift. */
        SUPERVISOR,
        /** Those to whom the team's supervisors report. */
        REPORTING_LINE,
        DISPATCHER,
        ADMINISTRATOR,
        /** Whoever asked, told before the deadline that it takes longer; only of {@link #promisesToCustomer what was promised to them}. */
        CUSTOMER
    }

    /** Whether the customer waits for what that clock promises, so that its delay is news to them. */
    public static boolean promisesToCustomer(Metric metric) {
        return metric == Metric.RESOLUTION || metric == Metric.PROMISED_UPDATE;
    }

    /**
     * @param recipients people by what they are to the ticket
     * @param addresses mail addresses of others
     * @param atOnce whether it leaves at once also to those who are off shift; else it waits for their shift
     * @param decide whether somebody must decide
     * @param evenIfAcknowledged whether it fires although somebody has taken the promise in hand
     */
    public record Step(
            Rung rung,
            Set<Recipient> recipients,
            Set<String> addresses,
            boolean atOnce,
            boolean decide,
            boolean evenIfAcknowledged) {

        /** That a colleague has taken the promise in hand is no news to whoever waits for it. */
        public boolean tellsCustomer() {
            return recipients.contains(Recipient.CUSTOMER);
        }

        /** Nobody of the house is told. */
        boolean tellsCustomerAlone() {
            return recipients.equals(Set.of(Recipient.CUSTOMER)) && addresses.isEmpty();
        }
    }

    public List<Step> steps(Phase phase) {
        return steps.stream().filter(step -> phase.holds(step.rung())).toList();
    }

    public List<Rung> rungs() {
        return steps.stream().map(Step::rung).toList();
    }

    /** From when on a promise counts as at risk: its first rung before the deadline; 99 where there is none. */
    int atRiskPercent() {
        return steps.stream()
                .map(Step::rung)
                .filter(Rung::isBeforeDeadline)
                .mapToInt(Rung::percent)
                .min()
                .orElse(99);
    }
}
