package io.promisedesk.workplace.process;

import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.ticket.TicketNumber;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** Which ticket a task belongs to. Whoever may not see the task does not learn it. */
@Component
public class TaskTickets {

    private final TaskService tasks;
    private final RuntimeService runtime;
    private final EngineAccess access;

    TaskTickets(TaskService tasks, RuntimeService runtime, EngineAccess access) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.access = access;
    }

    /** Tickets by task id, in two queries however many there are; tasks without a ticket are missing. */
    public Map<String, TicketNumber> of(Collection<String> taskIds) {
        if (taskIds.isEmpty()) {
            return Map.of();
        }
        // With the reader's own permissions.
        Map<String, String> instances = tasks.createTaskQuery().taskIdIn(taskIds.toArray(String[]::new)).list().stream()
                .filter(task -> task.getProcessInstanceId() != null)
                .collect(Collectors.toMap(Task::getId, Task::getProcessInstanceId));
        Map<String, TicketNumber> numbers = numbers(new HashSet<>(instances.values()));
        Map<String, TicketNumber> tickets = new HashMap<>();
        instances.forEach((task, instance) -> {
            TicketNumber number = numbers.get(instance);
            if (number != null) {
                tickets.put(task, number);
            }
        });
        return tickets;
    }

    private Map<String, TicketNumber> numbers(Set<String> instances) {
        if (instances.isEmpty()) {
            return Map.of();
        }
        return access.unrestricted(
                () -> runtime.createProcessInstanceQuery().processInstanceIds(instances).list().stream()
                        .filter(TaskTickets::hasTicket)
                        .collect(Collectors.toMap(
                                ProcessInstance::getId, instance -> new TicketNumber(instance.getBusinessKey()))));
    }

    private static boolean hasTicket(ProcessInstance instance) {
        String key = instance.getBusinessKey();
        return key != null && TicketNumber.PATTERN.matcher(key).matches();
    }
}
