package io.promisedesk.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.PromisedeskTest;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.persistence.entity.FilterEntity;
import org.camunda.bpm.engine.task.TaskQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PromisedeskTest
class TaskFiltersTests {

    private static final String NAME = "To decide";

    @Autowired
    TaskFilters shipped;

    @Autowired
    FilterService filters;

    @Autowired
    TaskService tasks;

    @Autowired
    EngineAccess access;

    @AfterEach
    void asShipped() {
        access.unrestricted(() -> filters.deleteFilter(filter().getId()));
        shipped.afterSingletonsInstantiated();
    }

    @Test
    void bringsAFilterUpToDateThatNobodyHasChanged() {
        save(tasks.createTaskQuery()
                .taskDefinitionKeyIn("userTask_decideOnEscalation", "userTask_placeTickets")
                .taskCandidateUserExpression("${currentUser()}")
                .taskUnassigned()
                .orderByDueDate()
                .asc()
                .orderByTaskPriority()
                .desc());
        shipped.afterSingletonsInstantiated();
        assertThat(asked()).contains("userTask_assignTicket", "userTask_hasNotAppeared");
    }

    @Test
    void leavesAFilterThatASupervisorHasChanged() {
        save(tasks.createTaskQuery()
                .taskDefinitionKeyIn("userTask_decideOnEscalation", "userTask_placeTickets")
                .taskCandidateUserExpression("${currentUser()}"));
        String before = asked();
        shipped.afterSingletonsInstantiated();
        assertThat(asked()).isEqualTo(before);
    }

    private void save(TaskQuery query) {
        access.unrestricted(() -> filters.saveFilter(filter().setQuery(query)));
    }

    private Filter filter() {
        return access.unrestricted(
                () -> filters.createTaskFilterQuery().filterName(NAME).singleResult());
    }

    private String asked() {
        return ((FilterEntity) filter()).getQueryInternal();
    }
}
