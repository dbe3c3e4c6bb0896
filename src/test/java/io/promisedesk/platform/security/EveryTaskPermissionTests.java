package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What whom every user task of every process lets do, asked through the engine's REST interface as Tasklist asks it, with
 * contents that would do. The ticket belongs to team service and to Anna; she hands it over to Boris; Vera leads them.
 * Clara and Victor are the same in another team.
 */
@PromisedeskTest
class EveryTaskPermissionTests {

    private static final List<String> WHO =
            List.of("-", "anna", "boris", "clara", "vera", "victor", "olga", "denis", "admin", "integrator");

    private static final String MATRIX =
            """
                                          -   anna boris clara vera victor olga denis admin integrator
            assignTicket.see              401 404  404   404   404  404    200  404   200   404
            assignTicket.submitForm       401 403  403   403   403  403    204  403   204   403
            assignTicket.complete         401 403  403   403   403  403    204  403   204   403
            assignTicket.claim            401 403  403   403   403  403    204  403   204   403
            assignTicket.giveBack         401 403  403   403   403  403    204  403   204   403
            assignTicket.passOn           401 403  403   403   403  403    204  403   204   403
            workOnTicket.see              401 200  200   404   200  404    404  404   200   404
            workOnTicket.submitForm       401 204  409   403   204  403    403  403   204   403
            workOnTicket.complete         401 204  409   403   204  403    403  403   204   403
            workOnTicket.claim            401 204  409   403   409  403    403  403   409   403
            workOnTicket.giveBack         401 204  403   403   204  403    403  403   204   403
            workOnTicket.passOn           401 204  403   403   204  403    403  403   204   403
            awaitCustomer.see             401 200  200   404   200  404    404  404   200   404
            awaitCustomer.submitForm      401 204  409   403   204  403    403  403   204   403
            awaitCustomer.complete        401 204  409   403   204  403    403  403   204   403
            awaitCustomer.claim           401 204  409   403   409  403    403  403   409   403
            awaitCustomer.giveBack        401 204  403   403   204  403    403  403   204   403
            awaitCustomer.passOn          401 204  403   403   204  403    403  403   204   403
            awaitThirdParty.see           401 200  200   404   200  404    404  404   200   404
            awaitThirdParty.submitForm    401 204  409   403   204  403    403  403   204   403
            awaitThirdParty.complete      401 204  409   403   204  403    403  403   204   403
            awaitThirdParty.claim         401 204  409   403   409  403    403  403   409   403
            awaitThirdParty.giveBack      401 204  403   403   204  403    403  403   204   403
            awaitThirdParty.passOn        401 204  403   403   204  403    403  403   204   403
            confirmResolution.see         401 200  200   404   200  404    404  404   200   404
            confirmResolution.submitForm  401 204  409   403   204  403    403  403   204   403
            confirmResolution.complete    401 204  409   403   204  403    403  403   204   403
            confirmResolution.claim       401 204  409   403   409  403    403  403   409   403
            confirmResolution.giveBack    401 204  403   403   204  403    403  403   204   403
            confirmResolution.passOn      401 204  403   403   204  403    403  403   204   403
            decideOnEscalation.see        401 404  404   404   200  404    404  404   200   404
            decideOnEscalation.submitForm 401 403  403   403   204  403    403  403   204   403
            decideOnEscalation.complete   401 403  403   403   204  403    403  403   204   403
            decideOnEscalation.claim      401 403  403   403   204  403    403  403   204   403
            decideOnEscalation.giveBack   401 403  403   403   204  403    403  403   204   403
            decideOnEscalation.passOn     401 403  403   403   204  403    403  403   204   403
            handOverTickets.see           401 200  404   404   404  404    404  404   200   404
            handOverTickets.submitForm    401 204  403   403   403  403    403  403   204   403
            handOverTickets.complete      401 204  403   403   403  403    403  403   204   403
            handOverTickets.claim         401 204  403   403   403  403    403  403   409   403
            handOverTickets.giveBack      401 409  403   403   403  403    403  403   409   403
            handOverTickets.passOn        401 409  403   403   403  403    403  403   409   403
            takeOverTickets.see           401 404  200   404   404  404    404  404   200   404
            takeOverTickets.submitForm    401 403  204   403   403  403    403  403   204   403
            takeOverTickets.complete      401 403  204   403   403  403    403  403   204   403
            takeOverTickets.claim         401 403  204   403   403  403    403  403   409   403
            takeOverTickets.giveBack      401 403  409   403   403  403    403  403   409   403
            takeOverTickets.passOn        401 403  409   403   403  403    403  403   409   403
            placeTickets.see              401 404  404   404   200  404    200  404   200   404
            placeTickets.submitForm       401 403  403   403   204  403    204  403   204   403
            placeTickets.complete         401 403  403   403   204  403    204  403   204   403
            placeTickets.claim            401 403  403   403   204  403    204  403   204   403
            placeTickets.giveBack         401 403  403   403   204  403    204  403   204   403
            placeTickets.passOn           401 403  403   403   204  403    204  403   204   403
            lookAtYourTickets.see         401 200  404   404   404  404    404  404   200   404
            lookAtYourTickets.submitForm  401 204  403   403   403  403    403  403   403   403
            lookAtYourTickets.complete    401 204  403   403   403  403    403  403   403   403
            lookAtYourTickets.claim       401 204  403   403   403  403    403  403   409   403
            lookAtYourTickets.giveBack    401 409  403   403   403  403    403  403   409   403
            lookAtYourTickets.passOn      401 409  403   403   403  403    403  403   409   403
            """;

    /** Nobody but an administrator may do any of this to a task of ours, whatever the task. */
    private static final List<String> BEYOND = List.of(
            "POST /delegate {\"userId\":\"boris\"}",
            "POST /resolve {}",
            "POST /bpmnError {\"errorCode\":\"x\"}",
            "POST /bpmnEscalation {\"escalationCode\":\"x\"}",
            "PUT /variables/outcome {\"value\":\"solved\",\"type\":\"String\"}",
            "POST /variables {\"modifications\":{\"outcome\":{\"value\":\"solved\"}}}",
            "DELETE /variables/team",
            "PUT /localVariables/outcome {\"value\":\"solved\",\"type\":\"String\"}",
            "POST /comment/create {\"message\":\"m\"}",
            "POST /identity-links {\"userId\":\"denis\",\"type\":\"candidate\"}",
            "POST /identity-links/delete {\"userId\":\"anna\",\"type\":\"assignee\"}",
            "PUT  {\"name\":\"x\",\"assignee\":\"denis\"}");

    /** A task as it stands, and the ticket that it is about. */
    private record Situation(String element, String task, String ticket) {}

    @Autowired
    Engine engine;

    @Autowired
    TaskService tasks;

    @Autowired
    FormService forms;

    @Autowired
    RepositoryService repository;

    @Autowired
    RosterDesk roster;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    private int days;
    private String last = "";

    @BeforeEach
    void forgetFailures() {
        jdbc.sql("delete from platform_login_failure").update();
    }

    @Test
    void everyUserTaskOfEveryProcessIsInTheMatrix() {
        TreeSet<String> deployed = new TreeSet<>();
        repository.createProcessDefinitionQuery().latestVersion().list().forEach(process -> repository
                .getBpmnModelInstance(process.getId())
                .getModelElementsByType(UserTask.class)
                .forEach(task -> deployed.add(task.getId().replace("userTask_", ""))));
        // It ends with the first request of whoever is missing: NoShowTraceTests says who may answer it.
        deployed.remove("hasNotAppeared");

        assertThat(matrix().keySet().stream().map(row -> row.split("\\.")[0]).collect(Collectors.toSet()))
                .isEqualTo(deployed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "assignTicket",
                "workOnTicket",
                "awaitCustomer",
                "awaitThirdParty",
                "confirmResolution",
                "decideOnEscalation",
                "handOverTickets",
                "takeOverTickets",
                "placeTickets",
                "lookAtYourTickets"
            })
    void everybodyMayDoWhatTheMatrixSays(String element) throws Exception {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        matrix().forEach((row, cells) -> {
            if (row.startsWith(element + ".")) {
                expected.put(row, cells);
            }
        });
        Map<String, List<String>> actual = new LinkedHashMap<>();
        Situation situation = prepare(element);
        for (String operation : List.of("see", "submitForm", "complete", "claim", "giveBack", "passOn")) {
            List<String> outcomes = new ArrayList<>();
            for (String who : WHO) {
                Http.Answer answer = attempt(situation, operation, who);
                outcomes.add(String.valueOf(answer.status()));
                if (answer.status() < 300 && !operation.equals("see")) {
                    situation = prepare(element);
                }
            }
            actual.put(element + "." + operation, outcomes);
        }

        assertThat(shown(actual)).isEqualTo(shown(expected));

        for (String operation : BEYOND) {
            for (String who : WHO) {
                if (!who.equals("admin")) {
                    String[] parts = operation.split(" ", 3);
                    Http.Answer answer = http(who)
                            .send(
                                    parts[0],
                                    "/engine-rest/task/" + situation.task() + parts[1],
                                    parts.length > 2 ? parts[2] : null);
                    assertThat(answer.status())
                            .as("%s: %s as %s: %s", element, operation, who, answer)
                            .isBetween(400, 499);
                }
            }
        }
        for (String who : List.of("anna", "boris", "vera", "olga")) {
            Http.Answer attached = attach(situation, who);
            assertThat(attached.status())
                    .as("%s: attach as %s: %s", element, who, attached)
                    .isBetween(400, 499);
        }
        for (String who : WHO) {
            // The engine deletes no task of a process, and says so with an exception: 500 for who holds it.
            assertThat(http(who)
                            .send("DELETE", "/engine-rest/task/" + situation.task(), null)
                            .status())
                    .isGreaterThanOrEqualTo(400);
        }
        assertThat(tasks.createTaskQuery().taskId(situation.task()).count()).isEqualTo(1);
    }

    @Test
    void whoServesCustomersLogsACall() {
        List<String> outcomes = new ArrayList<>();
        for (String who : WHO) {
            outcomes.add(String.valueOf(http(who)
                    .post(
                            "/engine-rest/process-definition/key/log-a-call/submit-form",
                            "{\"variables\":{\"customerEmail\":{\"value\":\"kim@example.org\"},\"subject\":{\"value\":\"s\"},\"text\":{\"value\":\"t\"}}}")
                    .status()));
        }

        assertThat(outcomes).containsExactly("401", "200", "200", "200", "200", "200", "200", "403", "200", "404");
    }

    private Http http(String who) {
        return who.equals("-") ? Http.nobody(port) : Http.as(who, port);
    }

    private Http.Answer attempt(Situation situation, String operation, String who) {
        String base = "/engine-rest/task/" + situation.task();
        String me = who.equals("-") ? "anna" : who;
        return switch (operation) {
            case "see" -> http(who).get(base);
            case "submitForm" -> http(who).post(base + "/submit-form", form(situation));
            case "complete" -> http(who).post(base + "/complete", form(situation));
            case "claim" -> http(who).post(base + "/claim", "{\"userId\":\"" + me + "\"}");
            case "giveBack" -> http(who).post(base + "/unclaim", "{}");
            case "passOn" -> http(who).post(base + "/assignee", "{\"userId\":\"vera\"}");
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private Http.Answer attach(Situation situation, String who) {
        return http(who)
                .with("Content-Type", "multipart/form-data; boundary=b")
                .post(
                        "/engine-rest/task/" + situation.task() + "/attachment/create",
                        "--b\r\nContent-Disposition: form-data; name=\"attachment-name\"\r\n\r\nx\r\n"
                                + "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"x\"\r\n\r\nx\r\n--b--\r\n");
    }

    /** What its form would send, and the desk would take. */
    private static String form(Situation situation) {
        return switch (situation.element()) {
            case "assignTicket" -> variables("team", "service", "owner", "anna");
            case "confirmResolution" -> variables("next", "close");
            case "decideOnEscalation" -> variables("decision", "acknowledge");
            case "handOverTickets" -> rows(situation.ticket(), "decision", "hand-over", "receiver", "boris");
            case "takeOverTickets" -> rows(situation.ticket(), "decision", "accept");
            case "placeTickets" -> rows(situation.ticket(), "receiver", "vera");
            case "lookAtYourTickets" -> rows(situation.ticket(), "takeBack", "true");
            case "workOnTicket" -> variables("note", "n", "next", "continue");
            default -> variables("next", "continue");
        };
    }

    private static String variables(String... values) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < values.length; i += 2) {
            fields.add("\"" + values[i] + "\":{\"value\":\"" + values[i + 1] + "\"}");
        }
        return "{\"variables\":{" + String.join(",", fields) + "}}";
    }

    private static String rows(String ticket, String... values) {
        return "{\"variables\":{\"tickets\":{\"type\":\"Json\",\"value\":\""
                + list(ticket, values).replace("\"", "\\\"") + "\"}}}";
    }

    private static String list(String ticket, String... values) {
        StringBuilder row = new StringBuilder("[{\"number\":\"" + ticket + "\"");
        for (int i = 0; i < values.length; i += 2) {
            row.append(",\"")
                    .append(values[i])
                    .append("\":\"")
                    .append(values[i + 1])
                    .append('"');
        }
        return row.append("}]").toString();
    }

    /** Each on a day of its own, with one open ticket. */
    private Situation prepare(String element) throws Exception {
        if (!last.isEmpty()) {
            Http.as("admin", port).post("/api/tickets/" + last + "/cancel", "{\"reason\":\"test\"}");
        }
        Instant morning = Engine.MONDAY_MORNING.plus(Duration.ofDays(days++));
        engine.setTime(morning);
        String ticket = ticket(element);
        last = ticket;
        switch (element) {
            case "awaitCustomer" -> step(ticket, "wait", "{\"for\":\"customer\"}");
            case "awaitThirdParty" -> step(ticket, "wait", "{\"for\":\"third-party\"}");
            case "confirmResolution" -> step(ticket, "resolve", "{}");
            case "decideOnEscalation" -> {
                engine.setTime(engine.jobsOf(ticket, "event_responseOverdue")
                        .get(0)
                        .getDuedate()
                        .toInstant());
                engine.fire(ticket, "event_responseOverdue");
            }
            case "handOverTickets", "takeOverTickets", "placeTickets" -> handOver(element, ticket, morning);
            case "lookAtYourTickets" -> wasAbsent(morning);
            default -> {}
        }
        return new Situation(element, taskOf(element), ticket);
    }

    private void handOver(String element, String ticket, Instant morning) throws Exception {
        Instant end = morning.plus(Duration.ofHours(1));
        Shift early = roster.plan("service", morning.minus(Duration.ofHours(3)), end, List.of("anna"));
        roster.plan("service", end, end.plus(Duration.ofHours(8)), List.of("boris"));
        engine.setTime(end.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
        if (!element.equals("handOverTickets")) {
            submit("anna", "handOverTickets", list(ticket, "decision", "hand-over", "receiver", "boris"));
            engine.carryOn(early.key());
        }
        if (element.equals("placeTickets")) {
            submit("boris", "takeOverTickets", list(ticket, "decision", "decline", "reason", "My queue is full."));
        }
    }

    /** Boris has taken over from Anna, who is back. */
    private void wasAbsent(Instant morning) {
        roster.plan("service", morning, morning.plus(Duration.ofHours(9)), List.of("anna", "boris"));
        Absence absence = roster.reportAbsence(
                "anna", Absence.Kind.SICKNESS, morning, morning.plus(Duration.ofHours(6)), null, TicketSamples.ANNA);
        engine.fire("A-" + absence.id(), "event_absenceBegins");
        engine.setTime(morning.plus(Duration.ofHours(6)));
        engine.fire("A-" + absence.id(), "event_backAtWork");
    }

    private void submit(String person, String element, String rows) throws Exception {
        String task = taskOf(element);
        engine.as(person, () -> {
            forms.submitTaskForm(
                    task, Map.of("tickets", SpinValues.jsonValue(rows).create()));
            return true;
        });
    }

    private String ticket(String element) {
        boolean assigned = !element.equals("assignTicket");
        Http.Answer opened = Http.as("admin", port)
                .post(
                        "/api/tickets",
                        "{\"subject\":\"Complaint\",\"text\":\"t\",\"customer\":{\"email\":\"kim@example.org\"}"
                                + (assigned ? ",\"team\":\"service\"}" : "}"));
        assertThat(opened.status()).as("%s", opened).isEqualTo(201);
        String number = opened.json().path("number").asText();
        if (assigned) {
            step(number, "assign", "{\"owner\":\"anna\"}");
        }
        return number;
    }

    private void step(String ticket, String verb, String body) {
        Http.Answer done = Http.as("admin", port).post("/api/tickets/" + ticket + "/" + verb, body);
        assertThat(done.status()).as("%s: %s", verb, done).isEqualTo(200);
    }

    /** The newest one. */
    private String taskOf(String element) {
        return tasks.createTaskQuery()
                .taskDefinitionKey("userTask_" + element)
                .orderByTaskCreateTime()
                .desc()
                .listPage(0, 1)
                .get(0)
                .getId();
    }

    private static Map<String, List<String>> matrix() {
        Map<String, List<String>> matrix = new LinkedHashMap<>();
        MATRIX.lines()
                .skip(1)
                .map(line -> List.of(line.strip().split("\\s+")))
                .forEach(cells -> matrix.put(cells.get(0), cells.subList(1, cells.size())));
        return matrix;
    }

    private static String shown(Map<String, List<String>> matrix) {
        return matrix.entrySet().stream()
                .map(row -> String.format("%-33s %s", row.getKey(), String.join("  ", row.getValue())))
                .collect(Collectors.joining("\n"));
    }
}
