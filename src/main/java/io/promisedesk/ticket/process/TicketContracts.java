package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.ProcessContract;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the deployer makes sure of before a new version of these diagrams goes live. */
@Configuration(proxyBeanMethods = false)
class TicketContracts {

    @Bean
    ProcessContract ticketContract() {
        return new ProcessContract(
                TicketProcess.ID,
                Set.of(
                        TicketProcess.ANSWER_OWED,
                        TicketProcess.ANSWERED,
                        TicketProcess.NEWS_PROMISED,
                        TicketProcess.NEWS_GIVEN,
                        TicketProcess.REPLIED,
                        TicketProcess.CUSTOMER_REPLIED,
                        TicketProcess.NOBODY_AVAILABLE,
                        TicketProcess.CANCELLED),
                Set.copyOf(TicketProcess.OWNERS_TASKS));
    }

    @Bean
    ProcessContract placeTicketsContract() {
        return new ProcessContract(TicketProcess.PLACE_TICKETS, Set.of(), Set.of());
    }

    @Bean
    ProcessContract escalationContract() {
        return new ProcessContract(
                TicketProcess.ESCALATION,
                Set.of(TicketProcess.CLOCK_STOPPED),
                Set.of(TicketProcess.DECIDE_ON_ESCALATION));
    }
}
