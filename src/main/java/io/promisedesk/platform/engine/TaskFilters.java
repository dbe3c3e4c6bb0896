package io.promisedesk.platform.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.persistence.entity.FilterEntity;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The filters that Tasklist shows from the start. Each is created once and follows what is shipped, as long as nobody has
 * changed what it asks for; what a supervisor makes of it stays. A filter narrows what somebody may see anyway: candidates and assignees see a task, nobody else does.
 */
@Component
class TaskFilters implements SmartInitializingSingleton {

    /** The ticket's deadline is near: its task is lifted to this priority at its first rung. */
    private static final int AT_RISK = 70;

    /** Tasks about a single ticket that somebody must act on; those of a hand-over have a fixed priority. */
    private static final String[] ABOUT_A_TICKET = {
        "userTask_assignTicket",
        "userTask_workOnTicket",
        "userTask_awaitCustomer",
        "userTask_awaitThirdParty",
        "userTask_confirmResolution",
        "userTask_decideOnEscalation"
    };

    private final FilterService filters;
    private final TaskService tasks;
    private final EngineAccess access;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    TaskFilters(
            FilterService filters,
            TaskService tasks,
            EngineAccess access,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.filters = filters;
        this.tasks = tasks;
        this.access = access;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('promisedesk.filters'))")
                    .query((row, n) -> n)
                    .list();
            access.unrestricted(() -> create());
        });
    }

    private void create() {
        create(
                10,
                "Mine",
                "#1f4d8f",
                tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}"),
                tasks.createTaskQuery().taskInvolvedUserExpression("${currentUser()}"));
        // Asked of supervisors and dispatchers by name; a queue names a group. Behind Mine: Tasklist opens with the
        // first.
        create(
                15,
                "To decide",
                "#6b3fa0",
                decisions(
                        "userTask_decideOnEscalation",
                        "userTask_placeTickets",
                        "userTask_assignTicket",
                        "userTask_hasNotAppeared"),
                decisions("userTask_decideOnEscalation", "userTask_placeTickets", "userTask_assignTicket"),
                decisions("userTask_decideOnEscalation", "userTask_placeTickets"));
        create(
                20,
                "My team's queue",
                "#5a6877",
                tasks.createTaskQuery()
                        .taskCandidateGroupInExpression("${currentUserGroups()}")
                        .taskUnassigned());
        create(
                30,
                "At risk",
                "#b3261e",
                tasks.createTaskQuery().taskDefinitionKeyIn(ABOUT_A_TICKET).taskMinPriority(AT_RISK),
                tasks.createTaskQuery().taskMinPriority(AT_RISK));
        create(
                40,
                "Waiting",
                "#b7791f",
                tasks.createTaskQuery().taskDefinitionKeyIn("userTask_awaitCustomer", "userTask_awaitThirdParty"));
        create(
                50,
                "Hand-over",
                "#2f855a",
                tasks.createTaskQuery()
                        .taskDefinitionKeyIn(
                                "userTask_handOverTickets", "userTask_takeOverTickets", "userTask_placeTickets"),
                tasks.createTaskQuery().taskDefinitionKeyIn("userTask_handOverTickets", "userTask_takeOverTickets"));
    }

    private TaskQuery decisions(String... keys) {
        return tasks.createTaskQuery()
                .taskDefinitionKeyIn(keys)
                .taskCandidateUserExpression("${currentUser()}")
                .taskUnassigned();
    }

    /** @param former what the filter asked for when it was shipped with earlier versions */
    private void create(int position, String name, String color, TaskQuery query, TaskQuery... former) {
        List<Filter> there = filters.createTaskFilterQuery().filterName(name).list();
        if (there.isEmpty()) {
            filters.saveFilter(filters.newTaskFilter(name)
                    .setQuery(inOrder(query))
                    .setProperties(Map.of("priority", position, "color", color, "refresh", true)));
            return;
        }
        Set<String> shipped = Stream.of(former)
                .map(one -> asked(filters.newTaskFilter(name).setQuery(inOrder(one))))
                .collect(Collectors.toSet());
        there.stream()
                .filter(filter -> shipped.contains(asked(filter)))
                .forEach(filter -> filters.saveFilter(filter.setQuery(inOrder(query))));
    }

    private static TaskQuery inOrder(TaskQuery query) {
        return query.orderByDueDate().asc().orderByTaskPriority().desc();
    }

    private static String asked(Filter filter) {
        return ((FilterEntity) filter).getQueryInternal();
    }
}
