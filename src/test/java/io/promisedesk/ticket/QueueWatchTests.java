package io.promisedesk.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.TeamRouting.Mode;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What makes the engine place what waits, besides its own timers. */
@PromisedeskTest
class QueueWatchTests {

    @Autowired
    QueueWatch watch;

    @Autowired
    TicketDesk desk;

    @Autowired
    RoutingDesk routing;

    @Autowired
    RosterDesk roster;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Engine engine;

    @BeforeEach
    void nobodyIsThere() {
        // Both stand in a roster, and not on this day.
        roster.plan("service", day(1), day(1).plus(Duration.ofHours(8)), List.of("anna", "boris"));
    }

    @Test
    void aStartPlacesWhatWaitsAlthoughNoProcessKnowsOfIt() {
        routing.route("service", Mode.PUSH, null, Actor.SYSTEM);
        desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        forget();

        watch.started();

        assertThat(teams()).containsExactly("service");
    }

    @Test
    void aStartAsksNothingOfTeamsThatPull() {
        desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);

        watch.started();

        assertThat(teams()).isEmpty();
    }

    @Test
    void aChangedRosterPlacesWhatWaits() {
        routing.route("service", Mode.PUSH, null, Actor.SYSTEM);
        TicketNumber number = desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        assertThat(desk.find(number).orElseThrow().owner()).isNull();
        forget();

        roster.plan("service", engine.now(), engine.now().plus(Duration.ofHours(2)), List.of("boris"));

        assertThat(teams()).containsExactly("service");
        engine.fire("service", "serviceTask_placeNext");
        assertThat(desk.find(number).orElseThrow().owner()).isEqualTo("boris");
    }

    @Test
    void aTransactionThatMovesManyTicketsAsksOnce() {
        routing.route("service", Mode.PUSH, null, Actor.SYSTEM);
        TicketNumber first = desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        desk.assign(first, "anna", TicketSamples.VERA);
        desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        forget();

        // Resolving gives Anna room, and publishes more than one event.
        desk.resolve(first, "Done.", TicketSamples.ANNA);

        assertThat(teams()).hasSizeLessThanOrEqualTo(1);
    }

    private static java.time.Instant day(int later) {
        return Engine.MONDAY_MORNING.plus(Duration.ofDays(later));
    }

    private void forget() {
        running().forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "forgotten"));
    }

    private List<String> teams() {
        return running().stream().map(ProcessInstance::getBusinessKey).toList();
    }

    private List<ProcessInstance> running() {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey("place-tickets")
                .list();
    }
}
