package io.promisedesk.handover;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param leadTime how long before the end of a shift its agents are asked to hand over
 * @param grace how long after the end of a shift what nobody handed over moves automatically
 * @param acceptance how long a receiver has to answer, counted from the start of their shift where they are not there yet
 */
@ConfigurationProperties("promisedesk.handover")
record HandoverSettings(Duration leadTime, Duration grace, Duration acceptance) {}
