package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static io.promisedesk.ticket.TicketSamples.DENIS;
import static io.promisedesk.ticket.TicketSamples.INTEGRATOR;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.complaint;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Rung;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class TicketDeskTests {

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    TicketMoves moves;

    @Autowired
    TicketRepository tickets;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ClockDesk clocks;

    @Autowired
    TicketLadders ladders;

    @Autowired
    RepositoryService repository;

    @Autowired
    HistoryService history;

    @Autowired
    Engine engine;

    @Test
    void opensATicketWithNumberTeamPromiseAndAudit() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        TicketView ticket = views.ticket(number, ANNA);
        assertThat(number.value()).matches("T-2026-\\d{6}");
        assertThat(ticket.state()).isEqualTo(TicketState.NEW);
        assertThat(ticket.team()).isEqualTo("service");
        assertThat(ticket.category()).isEqualTo("billing");
        assertThat(ticket.owner()).isNull();
        assertThat(ticket.clocks())
                .extracting(ClockView::metric)
                .containsExactly(Metric.FIRST_RESPONSE, Metric.RESOLUTION);
        assertThat(clock(number, Metric.FIRST_RESPONSE).due()).isEqualTo(Instant.parse("2026-03-02T13:00:00Z"));
        assertThat(views.audit(number, ANNA))
                .extracting(TicketView.Entry::action)
                .containsExactly("opened");
    }

    @Test
    void owesAnAnswerUntilAHumanGivesIt() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.pass(Duration.ofMinutes(1));

        desk.reply(number, "You are important to us.", List.of(), false, Actor.SYSTEM);

        TicketView ticket = views.ticket(number, ANNA);
        assertThat(ticket.firstRepliedAt()).isNull();
        assertThat(ticket.answerOwedSince()).isEqualTo(Engine.MONDAY_MORNING);
        assertThat(ticket.messages()).last().returns("SYSTEM", TicketView.Message::authorKind);
        assertThat(clock(number, Metric.FIRST_RESPONSE).state()).isEqualTo(ClockView.State.RUNNING);

        desk.reply(number, "It is higher because of the new tariff.", List.of(), false, ANNA);

        assertThat(views.ticket(number, ANNA).clocks())
                .first()
                .returns(Metric.FIRST_RESPONSE, ClockView::metric)
                .returns(Verdict.MET, ClockView::verdict);
        assertThat(views.ticket(number, ANNA).firstRepliedAt()).isEqualTo(engine.now());
    }

    @Test
    void explainingADeadlineWritesNothing() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        String ladders = repository
                .createDeployment()
                .addClasspathResource("processes/ticket/escalation-ladder.dmn")
                .deploy()
                .getId();
        try {
            long before = history.createHistoricDecisionInstanceQuery().count();

            assertThat(views.explanation(number, Metric.RESOLUTION, null, ANNA).rungs())
                    .as("by a table that nobody has asked before")
                    .isNotEmpty();

            assertThat(history.createHistoricDecisionInstanceQuery().count()).isEqualTo(before);
        } finally {
            repository.deleteDeployment(ladders, true);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            textBlock =
                    """
            <text>"75%"</text>        | <text>"three quarters"</text> | 90%, 100%, +PT1H, +PT4H, +PT13H, +PT22H, +PT31H
            <text>"100%"</text>       | <text>"late"</text>           | 75%, 90%, 100%, +PT1H, +PT4H, +PT13H, +PT22H, +PT31H
            <text>"standard"</text>   | <text>"standard</text>        | 75%, 100%, +PT1H
            <text>"PT4H"</text>       | <text>"P1D"</text>            | 75%, 90%, 100%, +PT1H, +PT24H, +PT33H, +PT42H, +PT51H
            """)
    void worksOnWithALadderThatWasDeployedPastTheCheck(String cell, String typo, String rungs) throws IOException {
        String table = new ClassPathResource("processes/ticket/escalation-ladder.dmn")
                .getContentAsString(StandardCharsets.UTF_8);
        assertThat(table).contains(cell);
        String deployed = repository
                .createDeployment()
                .addString("escalation-ladder.dmn", table.replace(cell, typo))
                .deploy()
                .getId();
        try {
            TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
            desk.claim(number, ANNA);
            desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
            desk.resume(number, ANNA);

            assertThat(transaction.<List<String>>execute(
                            status -> ladders.rungs(moves.lock(number), Metric.RESOLUTION).stream()
                                    .map(Rung::key)
                                    .toList()))
                    .containsExactly(rungs.split(", "));
            assertThat(views.explanation(number, Metric.RESOLUTION, null, ANNA).rungs())
                    .isNotEmpty();
        } finally {
            repository.deleteDeployment(deployed, true);
        }
    }

    @Test
    void leavesATicketForATeamThatDoesNotExistToADispatcher() {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);

        var known = moves.classified(number, Map.of("team", "nowhere"));

        assertThat(known.team()).isNull();
        assertThat(views.ticket(number, OLGA).team()).isNull();
    }

    @Test
    void oneTransactionHasOneTicket() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        transaction.executeWithoutResult(status -> {
            Ticket held = moves.lock(number);
            assertThat(moves.lock(number)).isSameAs(held);
            held.categorise("changed");
            assertThat(tickets.find(number)).containsSame(held);
            status.setRollbackOnly();
        });

        assertThat(views.ticket(number, ANNA).category()).isEqualTo("billing");
    }

    @Test
    void keepsThePriorityThatWasSaid() {
        NewTicket urgent = new NewTicket(
                "Question about my invoice",
                message("Quick!", Engine.MONDAY_MORNING),
                "mia@example.org",
                null,
                Channel.PHONE,
                Priority.HIGH,
                null,
                null,
                null,
                Engine.MONDAY_MORNING);

        TicketNumber number = desk.open(urgent, ANNA);

        assertThat(views.ticket(number, ANNA).priority()).isEqualTo(Priority.HIGH);
        assertThat(views.ticket(number, ANNA).serviceLevel()).isEqualTo("Standard, high");
    }

    @Test
    void claimsRepliesResolvesAndCloses() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.pass(Duration.ofMinutes(10));
        desk.claim(number, ANNA);
        engine.pass(Duration.ofMinutes(10));
        desk.reply(number, "It holds two months.", List.of(), false, ANNA);
        engine.pass(Duration.ofMinutes(10));
        desk.resolve(number, null, ANNA);
        engine.pass(Duration.ofMinutes(10));
        desk.close(number, ANNA);

        TicketView ticket = views.ticket(number, ANNA);
        assertThat(ticket.state()).isEqualTo(TicketState.CLOSED);
        assertThat(ticket.owner()).isEqualTo("anna");
        assertThat(ticket.firstRepliedAt()).isEqualTo(Engine.MONDAY_MORNING.plus(Duration.ofMinutes(20)));
        assertThat(ticket.clocks()).extracting(ClockView::verdict).containsExactly(Verdict.MET, Verdict.MET);
        assertThat(ticket.actions()).containsExactly("note");
        assertThat(views.audit(number, ANNA))
                .extracting(TicketView.Entry::action)
                .containsExactly("opened", "claimed", "replied", "resolved", "closed");
    }

    @Test
    void pausesTheResolutionWhileTheCustomerIsAsked() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        Instant due = clock(number, Metric.RESOLUTION).due();
        desk.reply(number, "Which one?", List.of(), true, ANNA);
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.WAITING_FOR_CUSTOMER);

        engine.pass(Duration.ofHours(1));
        desk.customerWrote(number, message("The last one", engine.now()));

        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.OPEN);
        assertThat(clock(number, Metric.RESOLUTION).due()).isEqualTo(due.plus(Duration.ofHours(1)));
        assertThat(clock(number, Metric.NEXT_RESPONSE).verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void measuresTheNextResponseFromTheOldestUnansweredMessage() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.pass(Duration.ofMinutes(5));
        Instant first = engine.now();
        desk.customerWrote(number, message("And?", first));
        engine.pass(Duration.ofMinutes(5));
        desk.customerWrote(number, message("Hello?", engine.now()));

        assertThat(views.ticket(number, ANNA).answerOwedSince()).isEqualTo(first);
        assertThat(clock(number, Metric.NEXT_RESPONSE).startedAt()).isEqualTo(first);
    }

    @Test
    void reopensAResolvedTicketWhenItsCustomerWrites() {
        TicketNumber number = resolvedTicket();
        engine.pass(Duration.ofHours(1));

        TicketNumber same = desk.customerWrote(number, message("Still broken", engine.now()));

        assertThat(same).isEqualTo(number);
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.OPEN);
        List<ClockView> resolutions = clocks.clocks(number.value()).stream()
                .filter(view -> view.metric() == Metric.RESOLUTION)
                .toList();
        assertThat(resolutions).extracting(ClockView::verdict).containsExactly(Verdict.MET, Verdict.OPEN);
        assertThat(resolutions).extracting(ClockView::n).containsExactly(1, 2);
    }

    @Test
    void opensAFollowUpForAClosedTicket() {
        TicketNumber number = resolvedTicket();
        desk.close(number, ANNA);

        TicketNumber followUp = desk.customerWrote(number, message("Again", engine.now()));

        assertThat(followUp).isNotEqualTo(number);
        assertThat(views.ticket(followUp, ANNA).followUpOf()).isEqualTo(number.value());
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.CLOSED);
    }

    @Test
    void joinsTheFollowUpThatAClosedTicketHas() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.resolve(number, "Because of the tax.", ANNA);
        desk.close(number, ANNA);
        TicketNumber followUp = desk.customerWrote(number, message("Again", engine.now()));

        assertThat(desk.customerWrote(number, message("And again", engine.now())))
                .isEqualTo(followUp);
        assertThat(views.ticket(followUp, ANNA).messages())
                .extracting(TicketView.Message::text)
                .containsExactly("Again", "And again");

        desk.resolve(followUp, "Yes.", ANNA);
        desk.close(followUp, ANNA);
        TicketNumber next = desk.customerWrote(number, message("Once more", engine.now()));
        assertThat(views.ticket(next, ANNA).followUpOf()).isEqualTo(followUp.value());
    }

    @Test
    void promisesInTheZoneOfTheTeamsWhileNoTeamIsChosen() {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);

        // Nine working hours from Monday, 10:00 in Berlin, where all teams close at 18:00.
        assertThat(clock(number, Metric.RESOLUTION).due()).isEqualTo("2026-03-03T09:00:00Z");
    }

    @Test
    void leavesATicketThatNoRuleKnowsToADispatcher() {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);
        assertThat(views.ticket(number, OLGA).team()).isNull();

        desk.assign(number, "clara", OLGA);

        TicketView ticket = views.ticket(number, CLARA);
        assertThat(ticket.team()).isEqualTo("technical");
        assertThat(ticket.owner()).isEqualTo("clara");
        desk.resolve(number, "Done.", CLARA);
        assertThat(views.ticket(number, CLARA).state()).isEqualTo(TicketState.RESOLVED);
    }

    @Test
    void transfersWithoutTouchingStateOrClocks() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "Which one?", List.of(), true, ANNA);
        List<ClockView> before = clocks.clocks(number.value());

        desk.transfer(number, "technical", ANNA);

        TicketView ticket = views.ticket(number, CLARA);
        assertThat(ticket.state()).isEqualTo(TicketState.WAITING_FOR_CUSTOMER);
        assertThat(ticket.owner()).isNull();
        assertThat(ticket.clocks()).isEqualTo(before);
        assertThat(desk.maySee(number, BORIS)).isFalse();
        desk.claim(number, CLARA);
        desk.resume(number, CLARA);
        assertThat(views.ticket(number, CLARA).state()).isEqualTo(TicketState.OPEN);
    }

    @Test
    void cancelsClocksWithTheTicket() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        desk.cancel(number, "spam", ANNA);

        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.CANCELLED);
        assertThat(clocks.clocks(number.value())).extracting(ClockView::verdict).containsOnly(Verdict.CANCELLED);
    }

    @Test
    void retargetsWhenThePriorityChanges() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        desk.change(number, Priority.CRITICAL, null, null, VERA);

        assertThat(clock(number, Metric.FIRST_RESPONSE).due()).isEqualTo(Instant.parse("2026-03-02T10:00:00Z"));
    }

    @Test
    void handsOverOnlyWhatTheSenderStillOwns() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);

        assertThat(desk.handOver(number, "boris", "anna", false, Actor.SYSTEM)).isFalse();
        assertThat(desk.handOver(number, "anna", "boris", false, BORIS)).isTrue();

        assertThat(views.ticket(number, BORIS).owner()).isEqualTo("boris");
        assertThat(desk.openTicketsOf("boris")).extracting(OpenTicket::number).containsExactly(number);
    }

    @Test
    void auditsAHandOverAsWhatItIs() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);

        desk.handOver(number, "anna", "boris", false, BORIS);
        desk.handOver(number, "boris", "anna", true, Actor.SYSTEM);

        List<TicketView.Entry> audit = views.audit(number, ANNA);
        assertThat(audit)
                .extracting(TicketView.Entry::action)
                .containsExactly("opened", "claimed", "handed-over", "handed-over");
        assertThatJson(audit.get(2)).isEqualTo(Map.of("from", "anna", "to", "boris", "automatic", false));
        assertThatJson(audit.get(3)).isEqualTo(Map.of("from", "boris", "to", "anna", "automatic", true));
    }

    @Test
    void auditsAChangeWithWhatItWasBefore() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        desk.change(number, Priority.HIGH, null, "leo@example.org", VERA);

        assertThatJson(views.audit(number, VERA).get(1))
                .isEqualTo(Map.of(
                        "priority", "high",
                        "customer", "leo@example.org",
                        "was", Map.of("priority", "moderate", "customer", "mia@example.org")));
    }

    @Test
    void countsASecondResolutionFromTheMessageAndNotFromWhenWeReadIt() {
        TicketNumber number = resolvedTicket();
        Instant objected = engine.now().plus(Duration.ofMinutes(30));
        engine.pass(Duration.ofHours(2));

        desk.customerWrote(number, message("Still broken", objected));

        assertThat(clock(number, Metric.RESOLUTION).startedAt()).isEqualTo(objected);
    }

    @Test
    void refusesASecondClaimInWords() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);

        refuses(() -> desk.claim(number, BORIS), Refusal.Kind.CONFLICT, "ticket.refused.ownedByColleague");
        refuses(() -> desk.resolve(number, null, BORIS), Refusal.Kind.CONFLICT, "ticket.refused.ownedByColleague");
        desk.claim(number, ANNA);
        assertThat(views.ticket(number, ANNA).owner()).isEqualTo("anna");
    }

    @Test
    void refusesWhatTheStateDoesNotAllow() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);

        refuses(() -> desk.close(number, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.state.open");
        refuses(() -> desk.reopen(number, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.state.open");
        refuses(() -> desk.resume(number, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.state.open");
        desk.resolve(number, null, ANNA);
        desk.close(number, ANNA);
        refuses(
                () -> desk.reply(number, "x", List.of(), false, ANNA),
                Refusal.Kind.CONFLICT,
                "ticket.refused.over.closed");
        refuses(() -> desk.reopen(number, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.over.closed");
    }

    @Test
    void showsATicketOnlyToItsTeam() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        refuses(() -> views.ticket(number, CLARA), Refusal.Kind.NOT_FOUND, "ticket.refused.unknown");
        refuses(() -> views.ticket(number, DENIS), Refusal.Kind.NOT_FOUND, "ticket.refused.unknown");
        refuses(() -> desk.claim(number, CLARA), Refusal.Kind.NOT_FOUND, "ticket.refused.unknown");
        refuses(
                () -> desk.reply(number, "x", List.of(), false, INTEGRATOR),
                Refusal.Kind.FORBIDDEN,
                "ticket.refused.role");
        refuses(() -> desk.open(invoiceQuestion(), DENIS), Refusal.Kind.FORBIDDEN, "ticket.refused.mayNotOpen");
        assertThat(views.ticket(number, INTEGRATOR).actions()).isEmpty();
    }

    @Test
    void findsTicketsByTextStateAndOwner() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.open(complaint(), Actor.SYSTEM);
        desk.claim(number, ANNA);

        assertThat(found("higher", List.of(), null, ANNA)).containsExactly(number.value());
        assertThat(found("%", List.of(), null, ANNA)).isEmpty();
        assertThat(found(null, List.of(TicketState.OPEN), "anna", ANNA)).containsExactly(number.value());
        assertThat(found(null, List.of(), null, CLARA)).isEmpty();
        assertThat(found(null, List.of(), null, OLGA)).hasSize(2);
    }

    private static ObjectAssert<Object> assertThatJson(TicketView.Entry entry) {
        try {
            return assertThat(new ObjectMapper().readValue(entry.detail(), Object.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> found(String text, List<TicketState> states, String owner, Actor reader) {
        return views.search(new TicketSearch(text, states, null, owner, null, 50, 0), reader).items().stream()
                .map(TicketView.Item::number)
                .toList();
    }

    private TicketNumber resolvedTicket() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.resolve(number, "It holds two months.", ANNA);
        return number;
    }

    private ClockView clock(TicketNumber number, Metric metric) {
        return clocks.open(number.value(), metric).orElseThrow();
    }

    private static void refuses(ThrowingCallable call, Refusal.Kind kind, String key) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(kind);
            assertThat(refusal.key()).isEqualTo(key);
        });
    }
}
