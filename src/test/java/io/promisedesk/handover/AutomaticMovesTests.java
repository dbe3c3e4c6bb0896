package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.AutomaticMoves.Move;
import io.promisedesk.handover.AutomaticMoves.Stray;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Tickets move for other reasons than the end of a shift, too: here Anna has fallen ill. */
@PromisedeskTest
class AutomaticMovesTests {

    private static final Occasion ILLNESS = Occasion.of(Cause.ABSENCE, "absence:17", "service");

    @Autowired
    Engine engine;

    @Autowired
    AutomaticMoves automatic;

    @Autowired
    RosterDesk roster;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TaskService tasks;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Test
    void movesWithoutAShiftAndAsksTheReceiver() {
        TicketNumber ticket = ticketOfAnna();

        List<Move> moves = move(ticket);

        assertThat(moves)
                .extracting(move -> move.ticket().number(), Move::from, Move::to)
                .containsExactly(tuple(ticket, "anna", "boris"));
        assertThat(tickets.find(ticket).map(OpenTicket::owner)).contains("boris");
        assertThat(tasks.createTaskQuery()
                        .taskDefinitionKey("userTask_takeOverTickets")
                        .taskAssignee("boris")
                        .count())
                .isOne();
        assertThat(jdbc.sql("select cause || ' ' || occasion || ' ' || team || ' ' || state from handover_line")
                        .query(String.class)
                        .list())
                .containsExactly("ABSENCE absence:17 service AUTOMATIC");
        assertThat(jdbc.sql("select text from notification_mail where kind = 'handover-automatic'")
                        .query(String.class)
                        .single())
                .contains("Anna Weber");
    }

    @Test
    void saysWhatStaysBecauseNobodyIsThere() {
        roster.plan(
                "service",
                engine.now().plus(Duration.ofDays(1)),
                engine.now().plus(Duration.ofHours(30)),
                List.of("anna", "boris"));
        TicketNumber ticket = ticketOfAnna();

        assertThat(move(ticket)).extracting(Move::to).containsExactly((String) null);

        assertThat(tickets.find(ticket).map(OpenTicket::owner)).contains("anna");
        assertThat(jdbc.sql("select person from notification_mail where kind = 'handover-nobody'")
                        .query(String.class)
                        .list())
                .containsExactly("vera");
    }

    private List<Move> move(TicketNumber ticket) {
        Stray stray = new Stray(tickets.find(ticket).orElseThrow(), "anna", null);
        return transactions.execute(status -> automatic.move(ILLNESS, List.of(stray), Set.of("anna"), "absence:17"));
    }

    private TicketNumber ticketOfAnna() {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.claim(number, ANNA);
        return number;
    }
}
