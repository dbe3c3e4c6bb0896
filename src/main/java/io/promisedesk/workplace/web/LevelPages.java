package io.promisedesk.workplace.web;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.CalendarBook;
import io.promisedesk.ticket.LevelPreview;
import io.promisedesk.ticket.LevelRun;
import io.promisedesk.ticket.ServiceLevel;
import io.promisedesk.ticket.ServiceLevelDesk;
import io.promisedesk.ticket.ServiceLevelTable;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What is promised to whom, and which open tickets were promised something else before the table was changed. */
@Controller
class LevelPages {

    private static final String PAGE = "workplace/service-levels";
    private static final int CHANGES_SHOWN = 20;
    private static final int TICKETS_SHOWN = 20;

    private final ServiceLevelDesk desk;
    private final LevelWords words;
    private final Texts texts;
    private final CurrentActor actor;

    LevelPages(ServiceLevelDesk desk, LevelWords words, Texts texts, CurrentActor actor) {
        this.desk = desk;
        this.words = words;
        this.texts = texts;
        this.actor = actor;
    }

    @GetMapping("/service-levels")
    String show(@RequestParam(required = false) @Nullable Long applied, Locale asked, Model model) {
        return show(applied, null, asked, model);
    }

    /** @param table the version whose consequences the reader has seen */
    @PostMapping("/service-levels")
    String apply(
            @RequestParam(defaultValue = "") String table,
            @RequestParam(defaultValue = "") String reason,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        model.addAttribute("reason", reason);
        try {
            Optional<LevelRun> run = desk.apply(table, reason, actor.get());
            if (run.isPresent()) {
                return "redirect:/service-levels?applied=" + run.get().id();
            }
            response.setStatus(HttpStatus.CONFLICT.value());
            return show(null, "stale", asked, model);
        } catch (Refusal refusal) {
            if (refusal.kind() != Refusal.Kind.INVALID) {
                throw refusal;
            }
            response.setStatus(HttpStatus.UNPROCESSABLE_ENTITY.value());
            model.addAttribute("error", texts.get(asked, refusal.key(), refusal.arguments()));
            return show(null, "reason", asked, model);
        }
    }

    private String show(@Nullable Long applied, @Nullable String refused, Locale asked, Model model) {
        Locale language = Texts.supported(asked);
        Actor reader = actor.get();
        ServiceLevelTable table = desk.table(reader).orElse(null);
        LevelRun run = desk.run(reader)
                .filter(last -> !last.ended() || applied != null && applied == last.id())
                .orElse(null);
        // While tickets go over, how many are left says more than a forecast that is out of date at once.
        LevelPreview preview = table == null || run != null && !run.ended()
                ? null
                : desk.preview(reader).orElse(null);
        model.addAttribute("table", table);
        model.addAttribute("rows", table == null ? List.of() : rows(table, language));
        model.addAttribute("run", run);
        model.addAttribute("preview", preview);
        model.addAttribute("changes", preview == null ? List.of() : changes(preview, language));
        model.addAttribute("faults", preview == null ? List.of() : faults(preview));
        model.addAttribute("refused", refused);
        model.addAttribute("mayApply", ServiceLevelDesk.mayApply(reader));
        model.addAttribute("mayEditCalendars", CalendarBook.mayEdit(reader));
        model.addAttribute("seesProcesses", reader.designs());
        return PAGE;
    }

    private List<Line> rows(ServiceLevelTable table, Locale language) {
        return table.rows().stream()
                .map(row -> {
                    ServiceLevel promise = row.promise();
                    return new Line(
                            row.number(),
                            row.description(),
                            words.whom(row, language),
                            promise == null ? null : promised(promise, language),
                            row.fault());
                })
                .toList();
    }

    private Promised promised(ServiceLevel level, Locale language) {
        return new Promised(
                level.name(),
                words.budget(level.firstResponse(), language),
                words.budget(level.nextResponse(), language),
                words.budget(level.resolution(), language),
                words.budget(level.update(), language),
                level.calendar(),
                words.calendar(level.calendar(), language),
                level.ladder(),
                words.pauses(level, language),
                level.tellsExtension());
    }

    private List<Change> changes(LevelPreview preview, Locale language) {
        return preview.changes().stream()
                .limit(CHANGES_SHOWN)
                .map(change -> new Change(
                        change.from().name(),
                        change.to().name(),
                        change.tickets(),
                        words.differences(change.from(), change.to(), language)))
                .toList();
    }

    private static List<Fault> faults(LevelPreview preview) {
        return preview.faults().stream()
                .map(fault -> new Fault(
                        fault.sentence(),
                        fault.tickets().stream()
                                .limit(TICKETS_SHOWN)
                                .map(number -> number.value())
                                .toList(),
                        Math.max(0, fault.tickets().size() - TICKETS_SHOWN)))
                .toList();
    }

    /**
     * @param promised null where the row is no promise, or is worked out for each ticket
     * @param fault why it is none
     */
    record Line(
            int number,
            @Nullable String description,
            String whom,
            @Nullable Promised promised,
            @Nullable String fault) {}

    record Promised(
            String name,
            String firstResponse,
            String nextResponse,
            String resolution,
            String update,
            String calendar,
            String calendarName,
            String ladder,
            String pauses,
            boolean tells) {}

    record Change(String from, String to, int tickets, List<String> differences) {}

    /** @param more tickets that are not shown */
    record Fault(String sentence, List<String> tickets, int more) {}
}
