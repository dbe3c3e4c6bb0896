package io.promisedesk.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Regression tests of CVE-2026-109432 and of stored expressions: see SECURITY.md. */
@PromisedeskTest
class QueryExpressionTests {

    private static final String CODE =
            "${''.getClass().forName('java.lang.System').getMethod('setProperty', ''.getClass(), ''.getClass()).invoke(null, 'broken', 'in')}";

    @Autowired
    TaskService tasks;

    @Autowired
    FilterService filters;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @LocalServerPort
    int port;

    @Test
    void noCodeInPartsOfAnOrQuery() {
        assertThatThrownBy(() -> tasks.createTaskQuery()
                        .or()
                        .taskAssigneeExpression(CODE)
                        .taskName("x")
                        .endOr()
                        .list())
                .isInstanceOf(BadUserRequestException.class);
        assertThatThrownBy(() -> tasks.createTaskQuery()
                        .taskAssigneeExpression("${currentUser()}")
                        .count())
                .isInstanceOf(BadUserRequestException.class);
        assertThat(System.getProperty("broken")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"orQueries\":[{\"assigneeExpression\":\"%s\",\"name\":\"x\"}]}",
                "{\"orQueries\":[{\"\\u0061ssigneeExpressio\\u006e\":\"%s\",\"name\":\"x\"}]}",
                "{\"assigneeExpression\":\"%s\"}"
            })
    void noCodeOverHttp(String query) {
        for (String path :
                List.of("/engine-rest/task", "/engine-rest/task/count", "/engine-rest/engine/default/task")) {
            Http.Answer answer = Http.as("anna", port).post(path, String.format(query, CODE));
            assertThat(answer.status()).as("%s %s", path, answer).isBetween(400, 422);
        }
        assertThat(System.getProperty("broken")).isNull();
    }

    @Test
    void noCodeInTheBodyThatExtendsAFilter() {
        String filter = filters.createTaskFilterQuery()
                .filterName("Mine")
                .singleResult()
                .getId();

        Http.Answer answer = Http.as("anna", port)
                .post(
                        "/engine-rest/filter/" + filter + "/list",
                        "{\"orQueries\":[{\"assigneeExpression\":\"" + CODE + "\"}]}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(System.getProperty("broken")).isNull();
        assertThatThrownBy(() -> filters.list(
                        filter,
                        tasks.createTaskQuery()
                                .or()
                                .taskAssigneeExpression(CODE)
                                .endOr()))
                .isInstanceOf(BadUserRequestException.class);
    }

    @Test
    void supervisorsSaveFiltersWithHarmlessExpressionsOnly() {
        String harmless = filter("harmless", "${currentUser()}");
        assertThat(Http.as("anna", port)
                        .post("/engine-rest/filter/create", harmless)
                        .status())
                .isEqualTo(403);

        Http.Answer saved = Http.as("vera", port).post("/engine-rest/filter/create", harmless);
        assertThat(saved.status()).as("%s", saved).isEqualTo(200);
        String id = saved.json().path("id").asText();
        try {
            assertThat(Http.as("vera", port)
                            .put("/engine-rest/filter/" + id, filter("worse", CODE))
                            .status())
                    .isEqualTo(400);
            assertThat(Http.as("vera", port)
                            .post("/engine-rest/filter/create", filter("bad", CODE))
                            .status())
                    .isEqualTo(400);
            assertThat(Http.as("boris", port)
                            .put("/engine-rest/filter/" + id, harmless)
                            .status())
                    .isEqualTo(403);
        } finally {
            filters.deleteFilter(id);
        }
        assertThat(System.getProperty("broken")).isNull();
    }

    @Test
    void aFilterThatCameIntoTheDatabaseAnotherWayDoesNotRun() {
        Filter stored = filters.saveFilter(filters.newTaskFilter("from elsewhere")
                .setQuery(tasks.createTaskQuery()
                        .or()
                        .taskAssigneeExpression("${currentUser()}")
                        .endOr()));
        try {
            jdbc.sql("update act_ru_filter set query_ = replace(query_, '${currentUser()}', :code) where id_ = :id")
                    .param("code", CODE)
                    .param("id", stored.getId())
                    .update();

            assertThatThrownBy(() -> filters.list(stored.getId())).isInstanceOf(BadUserRequestException.class);
            assertThat(Http.as("vera", port)
                            .get("/engine-rest/filter/" + stored.getId() + "/list")
                            .status())
                    .isEqualTo(400);
            assertThat(System.getProperty("broken")).isNull();
        } finally {
            filters.deleteFilter(stored.getId());
        }
    }

    @Test
    void tasklistHasItsFiltersFromTheStart() throws Exception {
        List<Filter> present = filters.createTaskFilterQuery().list();

        assertThat(present)
                .extracting(Filter::getName)
                .contains("Mine", "To decide", "My team's queue", "At risk", "Waiting", "Hand-over");
        for (Filter filter : present) {
            assertThat(engine.<List<?>>as("anna", () -> filters.list(filter.getId())))
                    .as(filter.getName())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${currentUser()}",
                "${ currentUserGroups() }",
                "${now()}",
                "${dateTime().plusDays(2)}",
                "${dateTime().withTimeAtStartOfDay().minusHours(12).toDate()}",
                "anna"
            })
    void allows(String expression) {
        assertThat(QueryExpressions.isAllowed(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#{currentUser()}",
                "${currentUser().getClass()}",
                "${currentUser()}${ticketSteps.close('x')}",
                "x ${now()}",
                "${dateTime().getClass()}",
                "${dateTime().plusDays(now())}",
                "${1+1}"
            })
    void forbids(String expression) {
        assertThat(QueryExpressions.isAllowed(expression)).isFalse();
    }

    @Test
    void readsNamesAsTheEngineDoes() {
        assertThat(NoExpressions.namesExpression(
                        "{\"a\":[{\"x\\u0045xpression\":1}]}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(NoExpressions.namesExpression("{\"aExpression\":1}".getBytes(StandardCharsets.UTF_16)))
                .isTrue();
        assertThat(NoExpressions.namesExpression("{\"a\":\"bExpression\"}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    private static String filter(String name, String expression) {
        return "{\"resourceType\":\"Task\",\"name\":\"" + name + "\",\"query\":{\"assigneeExpression\":\"" + expression
                + "\"}}";
    }
}
