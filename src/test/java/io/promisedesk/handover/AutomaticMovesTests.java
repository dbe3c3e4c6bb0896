package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.VERA;
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
import io.promisedesk.ticket.TicketFacts;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.model.dmn.instance.InputExpression;
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
    HandoverDesk desk;

    @Autowired
    Offers offers;

    @Autowired
    TicketFacts facts;

    @Autowired
    RepositoryService repository;

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

    @Test
    void leavesTheOfferWhoseReceiverComesTomorrowAndTellsTheSupervisor() {
        TicketNumber ticket = ticketOfAnna();
        roster.plan(
                "service",
                engine.now().plus(Duration.ofHours(22)),
                engine.now().plus(Duration.ofHours(30)),
                List.of("anna", "boris"));
        long line = desk.offer(ticket, "boris", null, VERA);

        assertThat(move(ticket)).extracting(Move::to).containsExactly((String) null);

        assertThat(states()).containsExactly("OFFERED", "STAYED");
        assertThat(jdbc.sql("select person from notification_mail where kind = 'handover-nobody'")
                        .query(String.class)
                        .list())
                .containsExactly("vera");
        engine.pass(Duration.ofHours(22));
        desk.accept(line, null, BORIS);
        assertThat(tickets.find(ticket).map(OpenTicket::owner)).contains("boris");
    }

    @Test
    void looksForTheTicketBeforeTheOfferLikeAnAnswerDoes() throws Exception {
        TicketNumber ticket = ticketOfAnna();
        long line = desk.offer(ticket, "boris", null, ANNA);
        CompletableFuture<Void> declined = new CompletableFuture<>();
        transactions.executeWithoutResult(status -> {
            offers.lock(List.of(ticket));
            Thread answer = new Thread(() -> {
                try {
                    desk.decline(line, "My queue is full.", BORIS);
                    declined.complete(null);
                } catch (RuntimeException e) {
                    declined.completeExceptionally(e);
                }
            });
            answer.start();
            Awaitility.await().until(() -> jdbc.sql("select exists (select from pg_locks where not granted)")
                    .query(Boolean.class)
                    .single());
            assertThat(jdbc.sql("select id from handover_line where id = :id for update nowait")
                            .param("id", line)
                            .query(Long.class)
                            .list())
                    .as("nobody who waits for the ticket holds its offer")
                    .containsExactly(line);
        });
        declined.get(20, TimeUnit.SECONDS);
        assertThat(states()).startsWith("DECLINED");
    }

    @Test
    void asksTheTablesWhoseTicketItIs() {
        TicketNumber ticket = ticketOfAnna();
        var tables = repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKeyLike("handover-%")
                .latestVersion()
                .list();
        assertThat(tables).hasSize(2).allSatisfy(table -> {
            var model = repository.getDmnModelInstance(table.getId());
            assertThat(model.getModelElementsByType(InputExpression.class))
                    .extracting(input -> input.getText().getTextContent())
                    .contains("team");
        });
        assertThat(facts.teams(List.of(ticket))).containsEntry(ticket, "service");
    }

    private List<String> states() {
        return jdbc.sql("select state from handover_line order by id")
                .query(String.class)
                .list();
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
