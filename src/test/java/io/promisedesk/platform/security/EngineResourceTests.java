package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.admin.impl.web.AdminApplication;
import org.camunda.bpm.cockpit.impl.web.CockpitApplication;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.impl.DefaultProcessEngineRestServiceImpl;
import org.camunda.bpm.tasklist.impl.web.TasklistApplication;
import org.camunda.bpm.welcome.impl.web.WelcomeApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The engine's own REST interface, read from its resource classes: what it can change is listed in
 * {@code engine-rest-changes.txt}, so that a new resource fails the build until somebody has thought about it. Everything
 * there is tried by everybody but the administrator, with ids that exist; tasks have a matrix of their own
 * ({@link EveryTaskPermissionTests}).
 */
@PromisedeskTest
class EngineResourceTests {

    private static final List<String> WHO = List.of("anna", "clara", "vera", "victor", "olga", "denis", "integrator");

    /**
     * Beside tasks. Most of these are questions that travel as POST and answer with what one may see, which is next to
     * nothing ({@link #SEEN_BY}); the signal is one that nothing waits for; supervisors may save filters.
     */
    private static final String CHANGED_BY =
            """
            POST /case-execution: anna clara vera victor olga denis integrator
            POST /case-instance: anna clara vera victor olga denis integrator
            POST /execution: anna clara vera victor olga denis integrator
            POST /external-task: anna clara vera victor olga denis integrator
            POST /filter/create: vera victor
            POST /filter/{id}/list: anna clara vera victor olga
            POST /filter/{id}/singleResult: anna clara vera victor olga
            POST /group: anna clara vera victor olga denis integrator
            POST /history/activity-instance: anna clara vera victor olga denis integrator
            POST /history/case-instance: anna clara vera victor olga denis integrator
            POST /history/detail: anna clara vera victor olga denis integrator
            POST /history/external-task-log: anna clara vera victor olga denis integrator
            POST /history/job-log: anna clara vera victor olga denis integrator
            POST /history/process-instance: anna clara vera victor olga denis integrator
            POST /history/task: anna clara vera victor olga denis integrator
            POST /history/variable-instance: anna clara vera victor olga denis integrator
            POST /job: anna clara vera victor olga denis integrator
            POST /job-definition: anna clara vera victor olga denis integrator
            POST /process-instance: anna clara vera victor olga denis integrator
            POST /schema/log: anna clara vera victor olga denis integrator
            POST /signal: anna clara vera victor olga denis integrator
            POST /variable-instance: anna clara vera victor olga denis integrator
            """;

    /** Lists that hold anything at all for somebody who is no administrator. */
    private static final String SEEN_BY =
            """
            GET /decision-definition: denis
            GET /deployment: denis
            GET /filter: anna clara vera victor olga
            GET /group: anna clara vera victor olga denis integrator
            GET /history/cleanup/configuration: anna clara vera victor olga denis integrator
            GET /job-definition: anna clara vera victor olga denis
            GET /process-definition: anna clara vera victor olga denis
            GET /process-definition/statistics: anna clara vera victor olga denis
            GET /task: anna vera
            GET /telemetry/configuration: anna clara vera victor olga denis integrator
            GET /user: anna clara vera victor olga denis integrator
            GET /version: anna clara vera victor olga denis integrator
            """;

    /** What would do; elsewhere an empty object does. */
    private static final Map<String, String> BODIES = ofPairs(
            "POST /message", "{\"messageName\":\"ticket.cancelled\",\"businessKey\":\"%ticket%\"}",
            "POST /signal", "{\"name\":\"x\"}",
            "POST /user/create", "{\"profile\":{\"id\":\"made\"},\"credentials\":{\"password\":\"x\"}}",
            "POST /group/create", "{\"id\":\"made\",\"name\":\"made\"}",
            "POST /tenant/create", "{\"id\":\"made\",\"name\":\"made\"}",
            "POST /authorization/create",
                    "{\"type\":1,\"permissions\":[\"ALL\"],\"userId\":\"anna\",\"resourceType\":7,\"resourceId\":\"*\"}",
            "POST /filter/create", "{\"name\":\"made\",\"resourceType\":\"Task\",\"query\":{},\"properties\":{}}",
            "POST /process-definition/key/{key}/start", "{\"businessKey\":\"T-2026-999999\"}",
            "POST /process-instance/{id}/modification",
                    "{\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"userTask_confirmResolution\"}]}",
            "PUT /user/{id}/credentials", "{\"password\":\"x\",\"authenticatedUserPassword\":\"demo\"}",
            "PUT /user/{id}/profile",
                    "{\"id\":\"dmitri\",\"firstName\":\"x\",\"lastName\":\"y\",\"email\":\"z@example.org\"}");

    private static Map<String, String> ofPairs(String... pairs) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

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

    @AfterEach
    void takeAwayWhatWasMade() {
        engine.getFilterService()
                .createFilterQuery()
                .filterName("made")
                .list()
                .forEach(filter -> engine.getFilterService().deleteFilter(filter.getId()));
    }

    @Test
    void everyChangeThatTheInterfaceOffersIsKnown() throws IOException {
        assertThat(String.join("\n", changes()))
                .isEqualTo(new ClassPathResource("engine-rest-changes.txt")
                        .getContentAsString(StandardCharsets.UTF_8)
                        .strip());
    }

    @Test
    void everyResourceOfTheWebAppsIsKnown() {
        Map<String, Set<String>> found = new TreeMap<>();
        found.put("admin", paths(new AdminApplication().getClasses()));
        found.put("cockpit", paths(new CockpitApplication().getClasses()));
        found.put("tasklist", paths(new TasklistApplication().getClasses()));
        found.put("welcome", paths(new WelcomeApplication().getClasses()));

        assertThat(found)
                .isEqualTo(Map.of(
                        // Log-in is ours (LoginTests), setting up an administrator is denied to everybody.
                        "admin", Set.of("/auth/user", "/plugin/adminPlugins", "/setup/{engine}"),
                        "cockpit", Set.of("/plugin/base", "/plugin/cockpitPlugins"),
                        "tasklist", Set.of("/plugin/tasklistPlugins"),
                        "welcome", Set.of()));
    }

    @Test
    void nobodyElseChangesTheEngine() {
        Map<String, String> ids = ids();
        Map<String, List<String>> actual = new LinkedHashMap<>();
        for (String change : changes()) {
            if (change.contains(" /task") || change.endsWith("/count")) {
                continue;
            }
            for (String who : WHO) {
                String body = BODIES.getOrDefault(change, "{}").replace("%ticket%", ids.get("ticket"));
                String[] parts = change.split(" ");
                Http.Answer answer = Http.as(who, port).send(parts[0], "/engine-rest" + filled(parts[1], ids), body);
                if (answer.status() < 300) {
                    actual.computeIfAbsent(change, key -> new ArrayList<>()).add(who);
                }
            }
        }

        assertThat(shown(actual)).isEqualTo(CHANGED_BY.strip());
    }

    @Test
    void nobodyElseReadsWhatIsNotTheirs() {
        ids();
        Map<String, List<String>> actual = new LinkedHashMap<>();
        for (String list : endpoints("GET")) {
            if (list.contains("{") || list.endsWith("/count")) {
                continue;
            }
            for (String who : WHO) {
                Http.Answer answer = Http.as(who, port).get("/engine-rest" + list.substring(4));
                if (answer.status() < 300 && !Set.of("[]", "{}", "").contains(answer.body())) {
                    actual.computeIfAbsent(list, key -> new ArrayList<>()).add(who);
                }
            }
        }

        assertThat(shown(actual)).isEqualTo(SEEN_BY.strip());
    }

    /** Something of every kind that exists. */
    private Map<String, String> ids() {
        Http admin = Http.as("admin", port);
        String ticket = admin.post(
                        "/api/tickets",
                        "{\"subject\":\"s\",\"text\":\"t\",\"customer\":{\"email\":\"kim@example.org\"},\"team\":\"service\"}")
                .json()
                .path("number")
                .asText();
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("ticket", ticket);
        String instance = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(ticket)
                .processDefinitionKey("ticket")
                .singleResult()
                .getId();
        ids.put("/process-instance", instance);
        ids.put("/execution", instance);
        ids.put("/history/process-instance", instance);
        var definition = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("ticket")
                .latestVersion()
                .singleResult();
        ids.put("/process-definition", definition.getId());
        ids.put("/history/process-definition", definition.getId());
        ids.put("/deployment", definition.getDeploymentId());
        ids.put(
                "/decision-definition",
                engine.getRepositoryService()
                        .createDecisionDefinitionQuery()
                        .decisionDefinitionKey("classification")
                        .latestVersion()
                        .singleResult()
                        .getId());
        var job = engine.getManagementService().createJobQuery().listPage(0, 1).get(0);
        ids.put("/job", job.getId());
        ids.put("/job-definition", job.getJobDefinitionId());
        ids.put(
                "/filter",
                engine.getFilterService()
                        .createFilterQuery()
                        .listPage(0, 1)
                        .get(0)
                        .getId());
        ids.put(
                "/authorization",
                engine.getAuthorizationService()
                        .createAuthorizationQuery()
                        .listPage(0, 1)
                        .get(0)
                        .getId());
        ids.put("/user", "dmitri");
        ids.put("/group", "agents");
        return ids;
    }

    private static String filled(String path, Map<String, String> ids) {
        String id = ids.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("x");
        String key = path.startsWith("/decision-definition") ? "classification" : "ticket";
        return path.replace("{key}", key)
                .replaceFirst("\\{\\w*[iI]d\\}", id)
                .replace("{userId}", "dmitri")
                .replaceAll("\\{[^}]+\\}", "x");
    }

    private static Set<String> changes() {
        Set<String> changes = new TreeSet<>();
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            changes.addAll(endpoints(method));
        }
        return changes;
    }

    private static Set<String> endpoints(String method) {
        Set<String> all = new TreeSet<>();
        walk(DefaultProcessEngineRestServiceImpl.class, "", all, 0);
        return all.stream()
                .filter(endpoint -> endpoint.startsWith(method + " "))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void walk(Class<?> resource, String path, Set<String> into, int depth) {
        assertThat(depth)
                .as("resources within resources without end at %s", path)
                .isLessThan(8);
        for (Method method : resource.getMethods()) {
            Path below = method.getAnnotation(Path.class);
            String here = joined(path, below == null ? "" : below.value());
            String verb = verb(method);
            if (verb != null) {
                into.add(verb + " " + (here.isEmpty() ? "/" : here));
            } else if (below != null) {
                walk(method.getReturnType(), here, into, depth + 1);
            }
        }
    }

    private static String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }

    private static String joined(String path, String below) {
        return (path + "/" + below)
                .replaceAll("/+", "/")
                .replaceAll("/$", "")
                .replaceAll("\\{(\\w[\\w-]*)\\s*:[^}]*\\}", "{$1}");
    }

    private static Set<String> paths(Set<Class<?>> classes) {
        return classes.stream()
                .filter(type -> type.isAnnotationPresent(Path.class))
                .map(type -> joined("", type.getAnnotation(Path.class).value()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String shown(Map<String, List<String>> table) {
        return table.entrySet().stream()
                .map(row -> row.getKey() + ": " + String.join(" ", row.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
