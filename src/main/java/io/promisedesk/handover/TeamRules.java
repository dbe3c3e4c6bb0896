package io.promisedesk.handover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a team hands over.
 *
 * @param team its key
 * @param leadTime how long before the end of a shift its agents are asked to hand over
 * @param grace how long after the end of a shift what nobody handed over moves automatically
 * @param acceptance how long a receiver has to answer, counted from the start of their shift where they are not there yet
 * @param noShowAfter how long into a shift an agent without any sign of life is missed; null: never
 * @param tellCustomers whether customers with a promise due are told who takes over from somebody absent
 */
public record TeamRules(
        String team,
        Duration leadTime,
        Duration grace,
        Duration acceptance,
        @Nullable Duration noShowAfter,
        boolean tellCustomers) {}
