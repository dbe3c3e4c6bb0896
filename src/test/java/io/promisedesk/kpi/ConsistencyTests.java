package io.promisedesk.kpi;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Facts against what history says, computed by other means. */
@PromisedeskTest
class ConsistencyTests {

    @Autowired
    Consistency consistency;

    @Autowired
    TicketDesk desk;

    @Autowired
    Miner miner;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Test
    void findsNoDifferenceInLivesOfAllKinds() {
        life();
        TicketNumber open = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        engine.pass(Duration.ofMinutes(3));
        desk.claim(open, ANNA);
        TicketNumber cancelled = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        engine.pass(Duration.ofDays(3));
        desk.claim(cancelled, ANNA);
        desk.resolve(cancelled, "Here you are.", ANNA);
        miner.mineAll();

        Consistency.Report report = consistency.check(100);

        assertThat(report.differences()).isEmpty();
        assertThat(report.checked()).isEqualTo(3);
        assertThat(report.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first_reply_at = first_reply_at + interval '1 second'",
                "resolved_at = resolved_at - interval '1 millisecond'",
                "transfers = transfers + 1",
                "waiting = null",
                "waiting_before_resolved = 7",
                "full_resolution_business = full_resolution_business + 1"
            })
    void namesTheFactThatIsNotWhatHistorySays(String lie) {
        TicketNumber ticket = life();
        miner.mineAll();
        jdbc.sql("update kpi_ticket set " + lie).update();

        List<Consistency.Difference> differences = consistency.check(100).differences();

        assertThat(differences)
                .isNotEmpty()
                .allMatch(difference -> ticket.value().equals(difference.number()))
                .extracting(Consistency.Difference::fact)
                .contains(lie.substring(0, lie.indexOf(' ')));
    }

    @Test
    void leavesOutWhatWaitsToBeMined() {
        TicketNumber ticket = life();
        miner.mineAll();
        jdbc.sql("update kpi_ticket set transfers = 99").update();
        jdbc.sql("insert into kpi_dirty (instance) select instance from kpi_ticket where number = :number")
                .param("number", ticket.value())
                .update();

        Consistency.Report report = consistency.check(100);

        assertThat(report.checked()).isZero();
        assertThat(report.waiting()).isEqualTo(1);
    }

    private TicketNumber life() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        engine.pass(Duration.ofMinutes(7));
        desk.claim(ticket, ANNA);
        engine.pass(Duration.ofMinutes(13));
        desk.reply(ticket, "Which invoice?", List.of(), true, ANNA);
        engine.pass(Duration.ofHours(30));
        desk.customerWrote(ticket, TicketSamples.message("The last one.", engine.now()));
        engine.pass(Duration.ofMinutes(4));
        desk.transfer(ticket, "technical", ANNA);
        engine.pass(Duration.ofMinutes(11));
        desk.claim(ticket, CLARA);
        engine.pass(Duration.ofMinutes(5));
        desk.resolve(ticket, "Here is the right one.", CLARA);
        engine.pass(Duration.ofHours(2));
        desk.customerWrote(ticket, TicketSamples.message("Still wrong.", engine.now()));
        engine.pass(Duration.ofMinutes(10));
        desk.resolve(ticket, "Now it is right.", CLARA);
        engine.pass(Duration.ofMinutes(25));
        desk.close(ticket, CLARA);
        return ticket;
    }
}
