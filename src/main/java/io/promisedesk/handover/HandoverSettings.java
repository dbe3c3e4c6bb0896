package io.promisedesk.handover;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds for teams that say nothing of their own: see {@link TeamRules}.
 *
 * @param leadTime how long before the end of a shift its agents are asked to hand over
 * @param grace how long after the end of a shift what nobody handed over moves automatically
 * @param acceptance how long a receiver has to answer, counted from the start of their shift where they are not there yet
 * @param noShowAfter how long into a shift an agent without any sign of life is missed; zero: never
 * @param tellCustomers whether customers with a promise due are told who takes over from somebody absent
 */
@ConfigurationProperties("promisedesk.handover")
record HandoverSettings(
        Duration leadTime,
        Duration grace,
        Duration acceptance,
        @DefaultValue("0") Duration noShowAfter,
        @DefaultValue("false") boolean tellCustomers) {}
