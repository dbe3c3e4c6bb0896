package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What whom the engine's REST interface (and so Tasklist) lets do with a task, and with everything else in the engine. */
@PromisedeskTest
class TaskPermissionTests {

    private static final List<String> WHO =
            List.of("-", "anna", "boris", "clara", "vera", "olga", "denis", "admin", "integrator");

    /** Anna owns the ticket, except where the operation says it is free; Boris is her colleague, Clara of another team. */
    private static final String MATRIX =
            """
                                      -    anna boris clara vera olga denis admin integrator
            see                       401  200  200   404   200  404  404   200   404
            complete                  401  204  409   403   204  403  403   204   403
            completeUnknownKey        401  422  422   403   422  403  403   422   403
            giveBack                  401  204  403   403   204  403  403   204   403
            passOn                    401  204  403   403   204  403  403   204   403
            passToStranger            401  422  403   403   422  403  403   422   403
            passToDesigner            401  422  403   403   422  403  403   422   403
            passToOtherTeam           401  422  403   403   422  403  403   422   403
            claimOwned                401  204  409   403   409  403  403   409   403
            claimFree                 401  204  204   403   204  403  403   422   403
            claimFreeForOther         401  403  403   403   204  403  403   204   403
            comment                   401  403  403   403   403  403  403   403   403
            delegate                  401  403  403   403   403  403  403   403   403
            bpmnError                 401  403  403   403   403  403  403   403   403
            addCandidate              401  403  403   403   403  403  403   204   403
            setVariable               401  403  403   403   403  403  403   204   403
            modifyInstance            401  403  403   403   403  403  403   204   403
            startTicketProcess        401  403  403   403   403  403  403   404   404
            deploy                    401  403  403   403   403  403  403   200   403
            createUser                401  403  403   403   403  403  403   204   403
            renameSelf                401  403  403   403   403  403  403   204   403
            verifyPassword            401  403  403   403   403  403  403   403   403
            grant                     401  403  403   403   403  403  403   200   403
            """;

    @Autowired
    ProcessEngine engine;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @BeforeEach
    void forgetFailures() {
        jdbc.sql("delete from platform_login_failure").update();
    }

    @Test
    void everybodyMayDoWhatTheMatrixSays() {
        Map<String, List<String>> matrix = new LinkedHashMap<>();
        MATRIX.lines()
                .skip(1)
                .map(line -> List.of(line.strip().split("\\s+")))
                .forEach(cells -> matrix.put(cells.get(0), cells.subList(1, cells.size())));
        Map<String, List<String>> actual = new LinkedHashMap<>();
        for (String operation : matrix.keySet()) {
            List<String> outcomes = new ArrayList<>();
            String task = null;
            for (String who : WHO) {
                task = task == null ? task(operation.startsWith("claimFree")) : task;
                Http.Answer answer = attempt(operation, who, task);
                outcomes.add(String.valueOf(answer.status()));
                // Who was refused has changed nothing.
                task = answer.status() < 300 ? null : task;
            }
            actual.put(operation, outcomes);
        }

        assertThat(shown(actual)).isEqualTo(shown(matrix));
    }

    @Test
    void aCommentBesideTheTicketIsSentToTheTicket() {
        String path = "/engine-rest/task/" + task(false) + "/comment/create";

        Http.Answer answer = Http.as("anna", port).with("Accept-Language", "en").post(path, "{\"message\":\"m\"}");

        assertThat(answer.json().path("message").asText())
                .isEqualTo("Notes and files belong to the ticket: add them in the tab \"Ticket\".");
    }

    @Test
    void aColleaguesTaskStaysOpenAndSaysWhy() {
        String task = task(false);

        Http.Answer english =
                Http.as("boris", port).with("Accept-Language", "en").post(complete(task), "{}");

        assertThat(english.status()).isEqualTo(409);
        assertThat(english.json().path("message").asText())
                .isNotBlank()
                .doesNotContain("ENGINE")
                .doesNotContain("Exception");
        assertThat(engine.getTaskService().createTaskQuery().taskId(task).count())
                .isEqualTo(1);
    }

    private Http.Answer attempt(String operation, String who, String task) {
        Http http = who.equals("-") ? Http.nobody(port) : Http.as(who, port);
        String base = "/engine-rest/task/" + task;
        String instance = engine.getTaskService()
                .createTaskQuery()
                .taskId(task)
                .singleResult()
                .getProcessInstanceId();
        String me = who.equals("-") ? "anna" : who;
        return switch (operation) {
            case "see" -> http.get(base);
            case "complete" -> http.post(base + "/complete", "{\"variables\":{\"note\":{\"value\":\"n\"}}}");
            case "completeUnknownKey" -> http.post(base + "/complete", "{\"variables\":{\"solved\":{\"value\":true}}}");
            case "giveBack" -> http.post(base + "/unclaim", "{}");
            case "passOn" -> http.post(base + "/assignee", "{\"userId\":\"boris\"}");
            case "passToStranger" -> http.post(base + "/assignee", "{\"userId\":\"ghost\"}");
            case "passToDesigner" -> http.post(base + "/assignee", "{\"userId\":\"denis\"}");
            case "passToOtherTeam" -> http.post(base + "/assignee", "{\"userId\":\"clara\"}");
            case "claimOwned", "claimFree" -> http.post(base + "/claim", "{\"userId\":\"" + me + "\"}");
            case "claimFreeForOther" ->
                http.post(base + "/claim", "{\"userId\":\"" + (me.equals("boris") ? "anna" : "boris") + "\"}");
            case "comment" -> http.post(base + "/comment/create", "{\"message\":\"m\"}");
            case "delegate" -> http.post(base + "/delegate", "{\"userId\":\"boris\"}");
            case "bpmnError" -> http.post(base + "/bpmnError", "{\"errorCode\":\"x\"}");
            case "addCandidate" ->
                http.post(base + "/identity-links", "{\"groupId\":\"technical\",\"type\":\"candidate\"}");
            case "setVariable" -> http.put(base + "/variables/solved", "{\"value\":true,\"type\":\"Boolean\"}");
            case "modifyInstance" ->
                http.post(
                        "/engine-rest/process-instance/" + instance + "/modification",
                        "{\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"userTask_confirmResolution\"}]}");
            case "startTicketProcess" ->
                http.post("/engine-rest/process-definition/key/ticket/start", "{\"businessKey\":\"T-2026-999999\"}");
            case "deploy" -> deploy(http);
            case "createUser" ->
                http.post(
                        "/engine-rest/user/create",
                        "{\"profile\":{\"id\":\"made" + me + "\"},\"credentials\":{\"password\":\"x\"}}");
            case "renameSelf" ->
                http.put(
                        "/engine-rest/user/" + me + "/profile",
                        "{\"id\":\"" + me
                                + "\",\"firstName\":\"Ada\",\"lastName\":\"Minister\",\"email\":\"admin@promisedesk.local\"}");
            case "verifyPassword" ->
                http.post("/engine-rest/identity/verify", "{\"username\":\"vera\",\"password\":\"demo\"}");
            case "grant" ->
                http.post(
                        "/engine-rest/authorization/create",
                        "{\"type\":1,\"permissions\":[\"READ\"],\"userId\":\"made" + me
                                + "\",\"resourceType\":7,\"resourceId\":\"made\"}");
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static Http.Answer deploy(Http http) {
        return http.with("Content-Type", "multipart/form-data; boundary=b")
                .post(
                        "/engine-rest/deployment/create",
                        "--b\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\nmade\r\n"
                                + "--b\r\nContent-Disposition: form-data; name=\"x.txt\"; filename=\"x.txt\"\r\n\r\nx\r\n--b--\r\n");
    }

    private static String complete(String task) {
        return "/engine-rest/task/" + task + "/complete";
    }

    /** The owner's task of a new ticket of team service. */
    private String task(boolean free) {
        Http admin = Http.as("admin", port);
        String number = admin.post(
                        "/api/tickets",
                        "{\"subject\":\"s\",\"text\":\"t\",\"customer\":{\"email\":\"kim@example.org\"},\"team\":\"service\"}")
                .json()
                .path("number")
                .asText();
        Http.Answer assigned =
                admin.post("/api/tickets/" + number + "/assign", free ? "{\"owner\":null}" : "{\"owner\":\"anna\"}");
        assertThat(assigned.status()).as("%s", assigned).isEqualTo(200);
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(number)
                .taskDefinitionKey("userTask_workOnTicket")
                .singleResult()
                .getId();
    }

    private static String shown(Map<String, List<String>> matrix) {
        return matrix.entrySet().stream()
                .map(row -> String.format("%-25s %s", row.getKey(), String.join("  ", row.getValue())))
                .collect(Collectors.joining("\n"));
    }
}
