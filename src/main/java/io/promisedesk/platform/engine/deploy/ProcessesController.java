package io.promisedesk.platform.engine.deploy;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a designer asks after saving a diagram: which version is live, and what was wrong with mine? */
@RestController
class ProcessesController {

    private final RepositoryService repository;
    private final ProcessFolder folder;
    private final RunningProcesses runningProcesses;
    private final EngineAccess access;
    private final CurrentActor currentActor;

    ProcessesController(
            RepositoryService repository,
            ProcessFolder folder,
            RunningProcesses runningProcesses,
            EngineAccess access,
            CurrentActor currentActor) {
        this.repository = repository;
        this.folder = folder;
        this.runningProcesses = runningProcesses;
        this.access = access;
        this.currentActor = currentActor;
    }

    /**
     * @param live the versions that new tickets take
     * @param lastReading what came of the last time the files were read
     * @param running what is wrong with versions that still have running instances
     */
    record Processes(List<Live> live, ProcessFolder.@Nullable Reading lastReading, List<Finding> running) {}

    record Live(String process, @Nullable String name, int version, String file) {}

    @GetMapping("/api/processes")
    Processes processes() {
        Actor actor = currentActor.get();
        if (!actor.is(Role.DESIGNER) && !actor.is(Role.ADMIN)) {
            throw Refusal.forbidden("platform.refused.processes");
        }
        List<Live> live = access.unrestricted(() ->
                repository
                        .createProcessDefinitionQuery()
                        .latestVersion()
                        .orderByProcessDefinitionKey()
                        .asc()
                        .list()
                        .stream()
                        .map(definition -> new Live(
                                definition.getKey(),
                                definition.getName(),
                                definition.getVersion(),
                                definition.getResourceName()))
                        .toList());
        return new Processes(live, folder.lastReading(), runningProcesses.findings());
    }
}
