package io.promisedesk.bench;

import java.security.Principal;
import java.util.UUID;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The least that an application can do over HTTP with a process of a ticket's shape: the floor of the benchmark. */
@RestController
@RequestMapping("/api/bench/floor")
class FloorController {

    record Answer(String number, String state) {}

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final Unchecked unchecked;

    FloorController(RuntimeService runtime, TaskService tasks, Unchecked unchecked) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.unchecked = unchecked;
    }

    @PostMapping
    Answer open() {
        String number = UUID.randomUUID().toString();
        unchecked.run(() -> runtime.startProcessInstanceByKey("floor", number));
        return new Answer(number, "NEW");
    }

    @PostMapping("/{number}/claim")
    Answer claim(@PathVariable String number, Principal principal) {
        tasks.claim(task(number).getId(), principal.getName());
        return new Answer(number, "OPEN");
    }

    @PostMapping("/{number}/reply")
    Answer reply(@PathVariable String number) {
        unchecked.run(() -> runtime.createMessageCorrelation("floor.answer")
                .processInstanceBusinessKey(number)
                .correlate());
        return new Answer(number, "OPEN");
    }

    @PostMapping("/{number}/resolve")
    Answer resolve(@PathVariable String number) {
        unchecked.run(() -> tasks.complete(task(number).getId()));
        return new Answer(number, "RESOLVED");
    }

    @PostMapping("/{number}/close")
    Answer close(@PathVariable String number) {
        unchecked.run(() -> tasks.complete(task(number).getId()));
        return new Answer(number, "CLOSED");
    }

    private Task task(String number) {
        return tasks.createTaskQuery().processInstanceBusinessKey(number).singleResult();
    }
}
