package io.promisedesk.platform.engine.deploy;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.security.CurrentActor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** What a designer asks after saving a diagram: which version is live, and what was wrong with mine? */
@Controller
class ProcessesController {

    private final LiveModels models;
    private final ProcessFolder folder;
    private final ProcessSettings settings;
    private final RunningProcesses runningProcesses;
    private final CurrentActor currentActor;

    ProcessesController(
            LiveModels models,
            ProcessFolder folder,
            ProcessSettings settings,
            RunningProcesses runningProcesses,
            CurrentActor currentActor) {
        this.models = models;
        this.folder = folder;
        this.settings = settings;
        this.runningProcesses = runningProcesses;
        this.currentActor = currentActor;
    }

    /**
     * @param live the versions of processes that new tickets take
     * @param decisions the versions of decisions that are asked
     * @param forms the versions of forms that are shown
     * @param lastReading what came of the last time the files were read
     * @param running what is wrong with versions that still have running instances
     */
    record Processes(
            List<LiveProcess> live,
            List<LiveModel> decisions,
            List<LiveModel> forms,
            ProcessFolder.@Nullable Reading lastReading,
            List<Finding> running) {}

    record LiveProcess(String process, @Nullable String name, int version, Instant since, String file) {}

    record LiveModel(String id, @Nullable String name, int version, Instant since, String file) {}

    @GetMapping("/api/processes")
    @ResponseBody
    Processes processes() {
        refuseOthers();
        List<LiveModels.Live> live = models.all();
        return new Processes(
                live.stream()
                        .filter(model -> model.kind() == LiveModels.Kind.PROCESS)
                        .map(model -> new LiveProcess(
                                model.key(), model.name(), model.version(), model.since(), model.file()))
                        .toList(),
                models(live, LiveModels.Kind.DECISION),
                models(live, LiveModels.Kind.FORM),
                folder.lastReading(),
                runningProcesses.findings());
    }

    private static List<LiveModel> models(List<LiveModels.Live> live, LiveModels.Kind kind) {
        return live.stream()
                .filter(model -> model.kind() == kind)
                .map(model -> new LiveModel(model.key(), model.name(), model.version(), model.since(), model.file()))
                .toList();
    }

    /** Models of one kind; its heading stands under {@code platform.processes.kind.<kind>}. */
    record Section(String kind, List<Line> lines) {}

    /** @param errors how many errors the check found in the file that lies in the folder now */
    record Line(LiveModels.Live live, @Nullable String cockpit, long errors, long advice) {}

    @GetMapping("/processes")
    String page(Model page) {
        refuseOthers();
        ProcessFolder.Reading reading = folder.lastReading();
        List<Finding> findings = reading == null ? List.of() : reading.findings();
        Path path = settings.path();
        page.addAttribute("reading", reading);
        page.addAttribute("folder", path == null ? null : path.toAbsolutePath().normalize());
        page.addAttribute("errors", findings.stream().filter(Finding::isError).toList());
        page.addAttribute(
                "advice",
                findings.stream().filter(finding -> !finding.isError()).toList());
        page.addAttribute("running", runningProcesses.findings());
        page.addAttribute("sections", sections(findings));
        return "processes";
    }

    private List<Section> sections(List<Finding> findings) {
        List<LiveModels.Live> live = models.all();
        return Arrays.stream(LiveModels.Kind.values())
                .map(kind -> new Section(
                        kind.name().toLowerCase(Locale.ROOT),
                        live.stream()
                                .filter(model -> model.kind() == kind)
                                .map(model -> line(model, findings))
                                .toList()))
                .toList();
    }

    private static Line line(LiveModels.Live live, List<Finding> findings) {
        @Nullable
        String cockpit =
                switch (live.kind()) {
                    case PROCESS -> "/camunda/app/cockpit/default/#/process-definition/" + live.id() + "/runtime";
                    case DECISION -> "/camunda/app/cockpit/default/#/decision-definition/" + live.id();
                    case FORM -> null;
                };
        List<Finding> here = findings.stream()
                .filter(finding -> finding.file().equals(live.file()))
                .toList();
        long errors = here.stream().filter(Finding::isError).count();
        return new Line(live, cockpit, errors, here.size() - errors);
    }

    private void refuseOthers() {
        if (!currentActor.get().designs()) {
            throw Refusal.forbidden("platform.refused.processes");
        }
    }
}
