package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.ProcessContract;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the deployer makes sure of before a new version of these diagrams goes live. */
@Configuration(proxyBeanMethods = false)
class AbsenceContracts {

    @Bean
    ProcessContract absenceContract() {
        return new ProcessContract(
                AbsenceProcess.ID,
                Set.of(AbsenceProcess.CANCELLED, AbsenceProcess.GOES_ON),
                Set.of(AbsenceProcess.LOOK_AT_YOUR_TICKETS));
    }

    @Bean
    ProcessContract noShowContract() {
        return new ProcessContract(
                NoShowProcess.ID, Set.of(NoShowProcess.APPEARED), Set.of(NoShowProcess.HAS_NOT_APPEARED));
    }
}
