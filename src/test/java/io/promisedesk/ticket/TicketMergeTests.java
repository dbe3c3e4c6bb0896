package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static io.promisedesk.ticket.TicketSamples.INTEGRATOR;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.complaint;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.mailToService;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Metric;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A customer has written twice about one thing: what becomes of the two tickets, their promises and their messages. */
@PromisedeskTest
class TicketMergeTests {

    private static final Instant TEN = Engine.MONDAY_MORNING;
    private static final Instant ELEVEN = TEN.plus(Duration.ofHours(1));

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    /** Written at ten. */
    TicketNumber older;

    /** Written at eleven by the same customer. */
    TicketNumber newer;

    @BeforeEach
    void aCustomerWritesTwice() {
        older = desk.open(invoiceQuestion(TEN), Actor.SYSTEM);
        engine.setTime(ELEVEN);
        newer = desk.open(invoiceQuestion(ELEVEN), Actor.SYSTEM);
        engine.pass(Duration.ofMinutes(30));
    }

    @Test
    void theFirstAnswerIsOwedSinceTheOlderQuestion() {
        desk.merge(older, newer, ANNA);

        TicketView survivor = views.ticket(newer, ANNA);
        assertThat(survivor.answerOwedSince()).isEqualTo(TEN);
        assertThat(survivor.receivedAt()).isEqualTo(ELEVEN);
        ClockView answer = clock(newer, Metric.FIRST_RESPONSE);
        assertThat(answer.n()).isEqualTo(1);
        assertThat(answer.startedAt()).isEqualTo(TEN);
        assertThat(answer.due()).isEqualTo(TEN.plus(Duration.ofHours(4)));
        assertThat(clock(newer, Metric.RESOLUTION).startedAt()).isEqualTo(ELEVEN);
        assertThat(survivor.clocks()).hasSize(2);
    }

    @Test
    void aYoungerQuestionMovesNothing() {
        ClockView before = clock(older, Metric.FIRST_RESPONSE);

        desk.merge(newer, older, ANNA);

        assertThat(clock(older, Metric.FIRST_RESPONSE)).isEqualTo(before);
        assertThat(views.ticket(older, ANNA).answerOwedSince()).isEqualTo(TEN);
    }

    @Test
    void whoOwedNothingOwesTheNextAnswerNow() {
        desk.reply(newer, "We look into it.", List.of(), false, ANNA);

        desk.merge(older, newer, ANNA);

        TicketView survivor = views.ticket(newer, ANNA);
        assertThat(survivor.answerOwedSince()).isEqualTo(TEN);
        assertThat(clock(newer, Metric.NEXT_RESPONSE).startedAt()).isEqualTo(TEN);
        assertThat(survivor.clocks())
                .filteredOn(clock -> clock.metric() == Metric.FIRST_RESPONSE)
                .extracting(ClockView::verdict)
                .containsExactly(Verdict.MET);
    }

    @Test
    void theNextAnswerIsOwedSinceTheOlderQuestion() {
        desk.reply(newer, "We look into it.", List.of(), false, ANNA);
        engine.pass(Duration.ofMinutes(5));
        desk.customerWrote(newer, message("And?", engine.now()));

        desk.merge(older, newer, ANNA);

        ClockView next = clock(newer, Metric.NEXT_RESPONSE);
        assertThat(next.n()).isEqualTo(1);
        assertThat(next.startedAt()).isEqualTo(TEN);
    }

    @Test
    void anAnsweredTicketBringsNoDebt() {
        desk.reply(older, "Because of the tax.", List.of(), false, ANNA);
        desk.reply(newer, "See the other ticket.", List.of(), true, ANNA);

        desk.merge(older, newer, ANNA);

        assertThat(views.ticket(newer, ANNA).answerOwedSince()).isNull();
        assertThat(views.ticket(newer, ANNA).state()).isEqualTo(TicketState.WAITING_FOR_CUSTOMER);
    }

    @Test
    void aTicketThatWaitsForTheCustomerGoesOn() {
        desk.reply(newer, "Which one?", List.of(), true, ANNA);
        Instant due = clock(newer, Metric.RESOLUTION).due();
        engine.pass(Duration.ofMinutes(30));

        desk.merge(older, newer, ANNA);

        assertThat(views.ticket(newer, ANNA).state()).isEqualTo(TicketState.OPEN);
        assertThat(clock(newer, Metric.RESOLUTION).state()).isEqualTo(ClockView.State.RUNNING);
        // The question was there before we began to wait: that pause was none.
        assertThat(clock(newer, Metric.RESOLUTION).due()).isEqualTo(due);
    }

    @Test
    void aResolvedTicketReopensForAnUnansweredQuestion() {
        desk.resolve(newer, "Because of the tax.", ANNA);

        desk.merge(older, newer, ANNA);

        assertThat(views.ticket(newer, ANNA).state()).isEqualTo(TicketState.OPEN);
        assertThat(views.ticket(newer, ANNA).clocks())
                .filteredOn(clock -> clock.metric() == Metric.RESOLUTION)
                .extracting(ClockView::verdict)
                .containsExactly(Verdict.MET, Verdict.OPEN);
    }

    @Test
    void verdictsThatHaveFallenStay() {
        engine.setTime(TEN.plus(Duration.ofHours(5)));
        desk.reply(newer, "Because of the tax.", List.of(), false, ANNA);
        desk.reply(older, "Too late.", List.of(), false, ANNA);

        desk.merge(older, newer, ANNA);

        assertThat(answers(newer)).containsExactly(Verdict.MET);
        assertThat(answers(older)).containsExactly(Verdict.MISSED);
    }

    @Test
    void ticketsThatWaitForADispatcherMergeToo() {
        TicketNumber unsorted = desk.open(complaint(), Actor.SYSTEM);
        TicketNumber another = desk.open(complaint(), Actor.SYSTEM);

        desk.merge(newer, unsorted, OLGA);
        desk.merge(unsorted, another, OLGA);

        assertThat(views.ticket(another, OLGA).messages()).hasSize(3);
        desk.assign(another, "clara", OLGA);
        assertThat(views.ticket(another, CLARA).answerOwedSince()).isEqualTo(TEN);
    }

    @Test
    void aSolvedTicketMergesIntoOneThatIsNot() {
        desk.resolve(older, "Because of the tax.", ANNA);

        desk.merge(older, newer, ANNA);

        assertThat(views.ticket(older, ANNA).mergedInto()).isEqualTo(newer.value());
        assertThat(views.ticket(newer, ANNA).answerOwedSince()).isEqualTo(ELEVEN);
        assertThat(clock(newer, Metric.FIRST_RESPONSE).startedAt()).isEqualTo(ELEVEN);
    }

    @Test
    void theMergedTicketIsOverAndItsClocksAreDropped() {
        desk.merge(older, newer, ANNA);

        TicketView merged = views.ticket(older, ANNA);
        assertThat(merged.state()).isEqualTo(TicketState.CANCELLED);
        assertThat(merged.cancelReason()).isEqualTo("merged");
        assertThat(merged.mergedInto()).isEqualTo(newer.value());
        assertThat(merged.clocks()).extracting(ClockView::verdict).containsOnly(Verdict.CANCELLED);
        assertThat(merged.actions()).containsExactly("note");
        assertThat(views.audit(older, ANNA)).last().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("merged");
            assertThat(entry.detail()).contains(newer.value());
        });
        assertThat(views.audit(newer, ANNA)).last().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("merged-in");
            assertThat(entry.detail()).contains(older.value());
        });
    }

    @Test
    void theSurvivorShowsBothConversationsInOneOrder() {
        desk.note(
                older,
                "Look at the attachment",
                List.of(new FileContent("a.txt", "text/plain", "a".getBytes(StandardCharsets.UTF_8))),
                ANNA);

        desk.merge(older, newer, ANNA);
        desk.reply(newer, "Because of the tax.", List.of(), false, ANNA);

        List<TicketView.Message> messages = views.ticket(newer, ANNA).messages();
        assertThat(messages)
                .extracting(TicketView.Message::ticket)
                .containsExactly(older.value(), newer.value(), older.value(), newer.value());
        long file = messages.get(2).attachments().get(0).id();
        assertThat(views.attachment(newer, file, ANNA).name()).isEqualTo("a.txt");
        assertThat(views.ticket(older, ANNA).messages())
                .extracting(TicketView.Message::text)
                .containsExactly("Why is it higher?", "Look at the attachment");
        assertThat(jdbc.sql("select count(*) from ticket_message where author_kind = 'CUSTOMER'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void whoWritesToAMergedTicketIsHeardOnTheSurvivor() {
        TicketNumber third = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
        desk.merge(older, newer, ANNA);
        desk.merge(newer, third, ANNA);

        assertThat(desk.goesOnAs(older)).isEqualTo(third);
        assertThat(desk.customerWrote(older, message("And?", engine.now()))).isEqualTo(third);
        assertThat(views.ticket(third, ANNA).messages())
                .extracting(TicketView.Message::ticket)
                .containsExactly(older.value(), newer.value(), third.value(), third.value());

        desk.resolve(third, "Because of the tax.", ANNA);
        desk.close(third, ANNA);
        TicketNumber followUp = desk.customerWrote(newer, message("Again", engine.now()));
        assertThat(views.ticket(followUp, ANNA).followUpOf()).isEqualTo(third.value());
    }

    @Test
    void theCustomerHearsNothingOfAMerge() {
        int before = mailsToCustomers();
        desk.merge(older, newer, ANNA);
        assertThat(mailsToCustomers()).isEqualTo(before);
    }

    @Test
    void refusesWhatCannotBeMerged() {
        TicketNumber closed = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
        desk.resolve(closed, "Done.", ANNA);
        desk.close(closed, ANNA);
        TicketNumber stranger = desk.open(mailToService("Hello", "Hi", null, "Leo", engine.now()), Actor.SYSTEM);

        refuses(() -> desk.merge(older, older, ANNA), Refusal.Kind.INVALID, "ticket.refused.mergeIntoItself");
        refuses(() -> desk.merge(older, closed, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.mergeIntoOver");
        refuses(() -> desk.merge(closed, older, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.over.closed");
        refuses(() -> desk.merge(older, stranger, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.mergeCustomers");
        refuses(() -> desk.merge(older, stranger, OLGA), Refusal.Kind.CONFLICT, "ticket.refused.mergeCustomers");
        refuses(() -> desk.merge(older, newer, CLARA), Refusal.Kind.NOT_FOUND, "ticket.refused.unknown");
        refuses(() -> desk.merge(older, newer, INTEGRATOR), Refusal.Kind.FORBIDDEN, "ticket.refused.role");
        desk.merge(older, newer, ANNA);
        refuses(() -> desk.merge(older, newer, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.mergedAlready");
        refuses(() -> desk.merge(newer, older, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.mergeIntoMerged");
    }

    @Test
    void mergesNothingIntoWhatTheActorMayNotSee() {
        desk.transfer(newer, "technical", ANNA);

        refuses(() -> desk.merge(older, newer, ANNA), Refusal.Kind.NOT_FOUND, "ticket.refused.unknown");
        refuses(() -> desk.merge(newer, older, CLARA), Refusal.Kind.NOT_FOUND, "ticket.refused.unknown");
        desk.merge(older, newer, OLGA);
        assertThat(views.ticket(newer, CLARA).messages()).hasSize(2);
    }

    @Test
    void mergesIntoAColleaguesTicketButNotTheColleaguesTicketAway() {
        desk.claim(newer, BORIS);

        refuses(() -> desk.merge(newer, older, ANNA), Refusal.Kind.CONFLICT, "ticket.refused.ownedByColleague");
        desk.merge(older, newer, ANNA);
        assertThat(views.ticket(newer, BORIS).owner()).isEqualTo("boris");
    }

    @Test
    void ofTwoWhoMergeInOppositeDirectionsOneIsFirst() throws Exception {
        for (int round = 0; round < 10; round++) {
            TicketNumber a = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
            TicketNumber b = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
            CountDownLatch go = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
                List<Future<Boolean>> merges =
                        List.of(pool.submit(() -> merged(go, a, b)), pool.submit(() -> merged(go, b, a)));
                go.countDown();
                boolean first = merges.get(0).get(30, TimeUnit.SECONDS);
                boolean second = merges.get(1).get(30, TimeUnit.SECONDS);

                assertThat(first).isNotEqualTo(second);
                assertThat(views.ticket(first ? a : b, ANNA).mergedInto()).isEqualTo((first ? b : a).value());
                assertThat(views.ticket(first ? b : a, ANNA).mergedInto()).isNull();
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private boolean merged(CountDownLatch go, TicketNumber number, TicketNumber into) throws InterruptedException {
        go.await();
        try {
            desk.merge(number, into, ANNA);
            return true;
        } catch (Refusal refusal) {
            assertThat(refusal.key()).isIn("ticket.refused.mergedAlready", "ticket.refused.mergeIntoMerged");
            return false;
        }
    }

    private int mailsToCustomers() {
        return jdbc.sql("select count(*) from notification_mail where recipient like '%@example.org'")
                .query(Integer.class)
                .single();
    }

    private List<Verdict> answers(TicketNumber number) {
        return clocks.clocks(number.value()).stream()
                .filter(view -> view.metric() == Metric.FIRST_RESPONSE)
                .map(ClockView::verdict)
                .toList();
    }

    private ClockView clock(TicketNumber number, Metric metric) {
        return clocks.open(number.value(), metric).orElseThrow();
    }

    private static void refuses(ThrowingCallable call, Refusal.Kind kind, String key) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.key()).isEqualTo(key);
            assertThat(refusal.kind()).isEqualTo(kind);
        });
    }
}
