package io.promisedesk.ticket;

import io.promisedesk.notification.NoticeDesk;
import io.promisedesk.notification.NoticeWriter;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.ticket.Ladder.Phase;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TicketSettings.class)
class TicketConfiguration {

    @Bean
    NoticeWriter riskNotice(
            TicketRepository tickets,
            TicketMails mails,
            ClockDesk clocks,
            PeopleDesk people,
            NoticeDesk notices,
            Clock clock) {
        return new EscalationNotice(Phase.AT_RISK, tickets, mails, clocks, people, notices, clock);
    }

    @Bean
    NoticeWriter overdueNotice(
            TicketRepository tickets,
            TicketMails mails,
            ClockDesk clocks,
            PeopleDesk people,
            NoticeDesk notices,
            Clock clock) {
        return new EscalationNotice(Phase.OVERDUE, tickets, mails, clocks, people, notices, clock);
    }
}
