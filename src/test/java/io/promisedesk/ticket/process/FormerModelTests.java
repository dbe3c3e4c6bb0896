package io.promisedesk.ticket.process;

import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.complaint;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TeamRouting.Mode;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketViews;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;

/** Tickets that began before there was routing go on, on the model they began with. */
@PromisedeskTest
class FormerModelTests {

    @Autowired
    TicketDesk desk;

    @Autowired
    RoutingDesk routing;

    @Autowired
    TicketViews views;

    @Autowired
    RosterDesk roster;

    @Autowired
    RepositoryService repository;

    @Autowired
    TaskService tasks;

    @Autowired
    Engine engine;

    private String deployment = "";

    @BeforeEach
    void theFormerModelIsLive() throws IOException {
        try (InputStream model = new ClassPathResource("ticket/ticket-before-routing.bpmn").getInputStream()) {
            deployment = repository
                    .createDeployment()
                    .name("before routing")
                    .addInputStream("processes/ticket/ticket.bpmn", model)
                    .deploy()
                    .getId();
        }
        roster.plan("service", engine.now(), engine.now().plus(Duration.ofHours(4)), List.of("anna"));
    }

    @AfterEach
    void thePresentModelIsLiveAgain() {
        repository.deleteDeployment(deployment, true);
    }

    @Test
    void aDispatcherAssignsWhatHasNoTeam() {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);
        assertThat(task(number).getTaskDefinitionKey()).isEqualTo("userTask_assignTicket");

        desk.assign(number, "anna", OLGA);

        assertThat(task(number))
                .returns("userTask_workOnTicket", Task::getTaskDefinitionKey)
                .returns("anna", Task::getAssignee);
        desk.resolve(number, "Done.", VERA);
        assertThat(views.ticket(number, VERA).state()).isEqualTo(TicketState.RESOLVED);
    }

    @Test
    void whatWaitsInTheQueueIsPlacedAsWell() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        assertThat(task(number).getAssignee()).isNull();

        routing.route("service", Mode.PUSH, null, Actor.SYSTEM);
        engine.fire("service", "serviceTask_placeNext");

        assertThat(task(number).getAssignee()).isEqualTo("anna");
        assertThat(views.ticket(number, VERA).owner()).isEqualTo("anna");
    }

    @Test
    void whatNobodyCanTakeStaysInTheQueue() {
        roster.plan("service", engine.now(), engine.now().plus(Duration.ofHours(4)), List.of());
        roster.plan(
                "service",
                engine.now().plus(Duration.ofHours(8)),
                engine.now().plus(Duration.ofHours(12)),
                List.of("anna", "boris"));
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        routing.route("service", Mode.PUSH, null, Actor.SYSTEM);
        engine.fire("service", "serviceTask_placeNext");

        assertThat(task(number))
                .returns("userTask_workOnTicket", Task::getTaskDefinitionKey)
                .returns(null, Task::getAssignee);
        assertThat(engine.jobsOf("service", "event_somebodyComes")).hasSize(1);
    }

    private Task task(TicketNumber number) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(number.value())
                .singleResult();
    }
}
