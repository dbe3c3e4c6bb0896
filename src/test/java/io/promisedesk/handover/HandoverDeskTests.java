package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.HandoverDesk.Left;
import io.promisedesk.handover.HandoverDesk.Pending;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hand-overs ticket by ticket, and who may decide what. Nobody stands in a roster here: all are on shift. */
@PromisedeskTest
class HandoverDeskTests {

    private static final Actor CLARA = new Actor("clara", Set.of(Role.AGENT), Set.of("technical"));
    private static final Actor VICTOR = new Actor("victor", Set.of(Role.SUPERVISOR), Set.of("technical"));
    private static final Actor OLGA = new Actor("olga", Set.of(Role.DISPATCHER), Set.of());

    @Autowired
    Engine engine;

    @Autowired
    HandoverDesk desk;

    @Autowired
    RosterDesk roster;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TaskService tasks;

    @Autowired
    JdbcClient jdbc;

    @Test
    void offersATicketWheneverItsOwnerWantsAndMovesItOnAcceptance() {
        TicketNumber ticket = ticketOf(ANNA);
        long line = desk.offer(ticket, "boris", "You know her.", ANNA);
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(desk.pending("service", VERA))
                .extracting(Pending::ticket, Pending::sender, Pending::receiver, Pending::note)
                .containsExactly(tuple(ticket, "anna", "boris", "You know her."));

        desk.accept(line, null, BORIS);

        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(desk.pending("service", VERA)).isEmpty();
        assertThat(openHandOverTasks()).isZero();
    }

    @Test
    void letsTheSenderTakeAnOfferBack() {
        TicketNumber ticket = ticketOf(ANNA);
        long line = desk.offer(ticket, "boris", null, ANNA);
        assertThatThrownBy(() -> desk.withdraw(line, BORIS)).hasMessageContaining("handover.refused.notYours");

        desk.withdraw(line, ANNA);

        assertThat(states()).containsExactly("WITHDRAWN taken-back");
        assertThat(openHandOverTasks()).isZero();
        assertThatThrownBy(() -> desk.accept(line, null, BORIS)).hasMessageContaining("handover.refused.meanwhile");
        assertThat(ownerOf(ticket)).isEqualTo("anna");
    }

    @Test
    void asksSomebodyElseInstead() {
        TicketNumber ticket = ticketOf(ANNA);
        long line = desk.offer(ticket, "boris", null, ANNA);
        long other = desk.redirect(line, "vera", "Boris is in a meeting.", VERA);
        assertThat(states()).containsExactly("WITHDRAWN replaced", "OFFERED");
        desk.accept(other, null, VERA);
        assertThat(ownerOf(ticket)).isEqualTo("vera");
    }

    @Test
    void letsASupervisorDecideInTheReceiversPlaceAndSaysSo() {
        TicketNumber ticket = ticketOf(ANNA);
        long line = desk.offer(ticket, "boris", null, ANNA);
        assertThatThrownBy(() -> desk.accept(line, " ", VERA)).hasMessageContaining("handover.refused.bypassReason");
        assertThatThrownBy(() -> desk.accept(line, "I can", VICTOR)).hasMessageContaining("unknownLine");
        assertThatThrownBy(() -> desk.accept(line, "I can", CLARA)).hasMessageContaining("unknownLine");

        desk.accept(line, "He has agreed on the phone.", VERA);

        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(jdbc.sql("select decided_by || ' ' || bypassed from handover_line")
                        .query(String.class)
                        .single())
                .isEqualTo("vera true");
        assertThat(jdbc.sql("select text from ticket_message where not public")
                        .query(String.class)
                        .single())
                .contains("He has agreed on the phone.");
        assertThat(jdbc.sql("select actor from ticket_audit where action = 'handed-over'")
                        .query(String.class)
                        .single())
                .isEqualTo("vera");
    }

    @Test
    void passesOnToTheSupervisorWhatWasDeclinedOneByOne() {
        TicketNumber ticket = ticketOf(ANNA);
        long line = desk.offer(ticket, "boris", null, ANNA);
        assertThatThrownBy(() -> desk.decline(line, " ", BORIS)).hasMessageContaining("handover.refused.noReason");
        desk.decline(line, "My queue is full.", BORIS);
        assertThat(states()).containsExactly("DECLINED My queue is full.", "OFFERED");
        assertThat(tasks.createTaskQuery()
                        .taskDefinitionKey("userTask_placeTickets")
                        .count())
                .isOne();
        assertThat(desk.pending("service", OLGA))
                .extracting(Pending::redirected, Pending::receiver)
                .containsExactly(tuple(true, "vera"));
        // Looking does not put it off.
        Instant placeBy = desk.pending("service", OLGA).get(0).answerBy();
        engine.pass(Duration.ofMinutes(10));
        assertThat(desk.pending("service", OLGA)).extracting(Pending::answerBy).containsExactly(placeBy);
    }

    @Test
    void refusesToHandOverToOneselfToStrangersAndWhatIsNotOnesOwn() {
        TicketNumber ticket = ticketOf(ANNA);
        assertThatThrownBy(() -> desk.offer(ticket, "anna", null, ANNA)).hasMessageContaining("refused.receiver");
        assertThatThrownBy(() -> desk.offer(ticket, "clara", null, ANNA)).hasMessageContaining("refused.receiver");
        assertThatThrownBy(() -> desk.offer(ticket, "boris", null, BORIS)).hasMessageContaining("refused.notYours");
        assertThatThrownBy(() -> desk.offer(ticket, "boris", null, CLARA)).hasMessageContaining("refused.unknown");
        assertThatThrownBy(() -> desk.pending("service", ANNA)).hasMessageContaining("refused.notYourTeam");
    }

    @Test
    void makesNobodyWaitInACircle() {
        TicketNumber annas = ticketOf(ANNA);
        TicketNumber boriss = ticketOf(BORIS);
        long toBoris = desk.offer(annas, "boris", null, ANNA);
        long toAnna = desk.offer(boriss, "anna", null, BORIS);
        // What has been offered is still its owner's, and cannot be offered on by whoever was asked.
        assertThatThrownBy(() -> desk.offer(annas, "vera", null, BORIS)).hasMessageContaining("refused.notYours");
        desk.accept(toAnna, null, ANNA);
        desk.accept(toBoris, null, BORIS);
        assertThat(ownerOf(annas)).isEqualTo("boris");
        assertThat(ownerOf(boriss)).isEqualTo("anna");
    }

    @Test
    void hasAnEndForEveryOffer() {
        TicketNumber ticket = ticketOf(ANNA);
        desk.offer(ticket, "boris", null, ANNA);
        engine.pass(Duration.ofMinutes(15));
        engine.fire(handover(), "event_notAnswered");
        engine.pass(Duration.ofMinutes(15));
        engine.fire(handover(), "event_notPlaced");
        assertThat(desk.pending("service", VERA)).isEmpty();
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void showsWhatStaysWithSomebodyWhoHasGoneUntilTheyAreBack() {
        Shift early = roster.plan("service", engine.now().minus(Duration.ofHours(2)), engine.now(), List.of("anna"));
        roster.plan(
                "service",
                engine.now().plus(Duration.ofHours(20)),
                engine.now().plus(Duration.ofHours(28)),
                List.of("anna", "boris"));
        TicketNumber ticket = ticketOf(ANNA);
        engine.fire(early.key(), "event_handOverBegins");
        engine.pass(Duration.ofMinutes(10));
        engine.fire(early.key(), "event_timeUp");
        assertThat(desk.left("service", VERA))
                .extracting(Left::ticket, Left::owner)
                .containsExactly(tuple(ticket, "anna"));

        engine.pass(Duration.ofHours(20));
        assertThat(desk.left("service", VERA)).isEmpty();
    }

    private TicketNumber ticketOf(Actor owner) {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.claim(number, owner);
        return number;
    }

    private String handover() {
        return "H-"
                + jdbc.sql("select max(id) from handover_handover")
                        .query(Long.class)
                        .single();
    }

    private long openHandOverTasks() {
        return tasks.createTaskQuery().processDefinitionKey("handover").count();
    }

    private List<String> states() {
        return jdbc.sql("select state || coalesce(' ' || reason, '') from handover_line order by id")
                .query(String.class)
                .list();
    }

    private String ownerOf(TicketNumber ticket) {
        return tickets.find(ticket).map(OpenTicket::owner).orElseThrow();
    }
}
