package io.promisedesk.handover.process;

import io.promisedesk.handover.Sheet;
import io.promisedesk.handover.ShiftEnd;
import io.promisedesk.handover.TakeOver;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.platform.engine.FormValues;
import io.promisedesk.platform.engine.UserTask;
import io.promisedesk.platform.engine.UserTaskListener;
import io.promisedesk.platform.security.Actor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What people do with the tasks of a hand-over in Tasklist. The tasks of sender and receiver have one person, for good;
 * new owners are found by whoever of those who answer for the team takes the task.
 */
@Component
class HandoverTasks implements UserTaskListener {

    private static final String ROWS = "tickets";
    private static final String RECEIVERS = "receivers";

    private final ShiftEnd shiftEnd;
    private final TakeOver takeOver;
    private final EngineAccess engine;
    private final TaskService tasks;

    HandoverTasks(ShiftEnd shiftEnd, TakeOver takeOver, EngineAccess engine, TaskService tasks) {
        this.shiftEnd = shiftEnd;
        this.takeOver = takeOver;
        this.engine = engine;
        this.tasks = tasks;
    }

    @Override
    public Set<String> processes() {
        return Set.of(ShiftProcess.ID, HandoverProcess.ID);
    }

    @Override
    public void assigned(UserTask task, Actor by) {
        String assignee = task.assignee();
        if (task.element().equals(HandoverProcess.PLACE_TICKETS)) {
            if (assignee != null) {
                takeOver.requirePlacer(handover(task), assignee);
            }
        } else if (!Objects.equals(assignee, person(task))) {
            throw Refusal.conflict("handover.refused.reassigned");
        }
    }

    /** As it is now: time runs, customers write, colleagues come and go while a form waits. */
    @Override
    public Map<String, Object> opening(UserTask task) {
        return switch (task.element()) {
            case ShiftProcess.HAND_OVER_TICKETS -> {
                Sheet sheet = shiftEnd.sheet(key(task), person(task));
                yield Map.of(ROWS, FormLists.of(sheet.rows()), RECEIVERS, FormLists.of(sheet.people()));
            }
            case HandoverProcess.TAKE_OVER_TICKETS ->
                Map.of(ROWS, FormLists.of(takeOver.offerSheet(handover(task)).rows()));
            case HandoverProcess.PLACE_TICKETS -> {
                Sheet sheet = takeOver.placementSheet(handover(task));
                yield Map.of(ROWS, FormLists.of(sheet.rows()), RECEIVERS, FormLists.of(sheet.people()));
            }
            default -> Map.of();
        };
    }

    @Override
    public Map<String, Object> completing(UserTask task, FormValues values, Actor by) {
        List<Map<String, @Nullable Object>> rows = values.rows(ROWS);
        String key = key(task);
        switch (task.element()) {
            case ShiftProcess.HAND_OVER_TICKETS -> shiftEnd.decide(key, person(task), rows, by);
            case HandoverProcess.TAKE_OVER_TICKETS ->
                takeOver.answer(handover(task), rows, values.flag("acceptRest"), by);
            case HandoverProcess.PLACE_TICKETS -> takeOver.place(handover(task), rows, by);
            default -> {
                // A designer's own task: nothing of ours hangs on it.
            }
        }
        return Map.of();
    }

    private static String key(UserTask task) {
        return Objects.requireNonNull(task.businessKey());
    }

    private static long handover(UserTask task) {
        return HandoverProcess.handover(key(task));
    }

    /** Whose task it is by the process, whatever its assignee says. */
    private String person(UserTask task) {
        String variable =
                switch (task.element()) {
                    case ShiftProcess.HAND_OVER_TICKETS -> ShiftProcess.AGENT;
                    case HandoverProcess.TAKE_OVER_TICKETS -> HandoverProcess.RECEIVER;
                    default -> "";
                };
        return variable.isEmpty()
                ? Objects.requireNonNullElse(task.assignee(), "")
                : engine.unrestricted(() -> (String) tasks.getVariable(task.id(), variable));
    }
}
