package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.ProcessContract;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the deployer makes sure of before a new version of these diagrams goes live. */
@Configuration(proxyBeanMethods = false)
class HandoverContracts {

    @Bean
    ProcessContract handoverContract() {
        return new ProcessContract(
                HandoverProcess.ID,
                Set.of(HandoverProcess.NOTHING_LEFT, HandoverProcess.WAIT_NO_LONGER),
                Set.of(HandoverProcess.TAKE_OVER_TICKETS, HandoverProcess.PLACE_TICKETS));
    }

    @Bean
    ProcessContract shiftContract() {
        return new ProcessContract(
                ShiftProcess.ID,
                Set.of(ShiftProcess.TAKEN_OUT, ShiftProcess.SOMEBODY_LEFT),
                Set.of(ShiftProcess.HAND_OVER_TICKETS));
    }
}
