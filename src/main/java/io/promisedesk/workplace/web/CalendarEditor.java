package io.promisedesk.workplace.web;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.CalendarBook;
import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.CalendarRules;
import io.promisedesk.sla.CalendarVersion;
import io.promisedesk.sla.HolidayFile;
import io.promisedesk.sla.HolidayNames;
import io.promisedesk.sla.Shifts;
import io.promisedesk.workplace.web.CalendarForm.DayRow;
import io.promisedesk.workplace.web.CalendarForm.YearlyRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Edits a working calendar. The edit lives in the form and comes back with every answer, until it is saved: nothing is kept
 * half-way, and nothing typed is lost. Saving needs the consequences seen and a reason.
 */
@Controller
class CalendarEditor {

    private static final String PAGE = "workplace/calendar-edit";
    private static final String NEW = "new";

    private final CalendarBook book;
    private final CalendarPages pages;
    private final CalendarWords words;
    private final HolidayNames holidays;
    private final Texts texts;
    private final CurrentActor actor;
    private final Clock clock;

    CalendarEditor(
            CalendarBook book,
            CalendarPages pages,
            CalendarWords words,
            HolidayNames holidays,
            Texts texts,
            CurrentActor actor,
            Clock clock) {
        this.book = book;
        this.pages = pages;
        this.words = words;
        this.holidays = holidays;
        this.texts = texts;
        this.actor = actor;
        this.clock = clock;
    }

    /** A calendar may know a few hundred single days; the form is read once and has no setters. */
    @InitBinder("form")
    void takeLongLists(WebDataBinder binder) {
        binder.setDeclarativeBinding(true);
        binder.setAutoGrowCollectionLimit(5000);
    }

    @GetMapping("/calendars/new")
    String create(Locale asked, Model model) {
        CalendarBook.refuseReaders(actor.get());
        List<String> office = new ArrayList<>();
        for (int day = 0; day < 7; day++) {
            office.add(day < 5 ? "09:00-18:00" : "");
        }
        CalendarForm form = new CalendarForm(
                "", 0, null, null, office, List.of(), null, List.of(), List.of(), List.of(), List.of(), null, null);
        return show(new Draft(form, Texts.supported(asked), Wish.NONE), model);
    }

    @GetMapping("/calendars/{key}/edit")
    String edit(@PathVariable String key, Locale asked, Model model) {
        CalendarBook.refuseReaders(actor.get());
        CalendarVersion version = book.calendar(key, actor.get());
        return show(
                new Draft(CalendarForm.of(key, version.version(), version.rules()), Texts.supported(asked), Wish.NONE),
                model);
    }

    /**
     * @param task what to do with the edit: {@code check}, {@code save}, {@code import}, {@code rebase}; anything else shows
     *     it
     * @param add list that gets an empty row
     * @param drop row that goes; called so because a button named "remove" hides that method of its form from scripts
     */
    @PostMapping({"/calendars/new", "/calendars/{path}/edit"})
    @Nullable
    String edit(
            @PathVariable(required = false) @Nullable String path,
            @ModelAttribute("form") CalendarForm sent,
            @RequestParam(name = "do", required = false) @Nullable String task,
            @RequestParam(required = false) @Nullable String add,
            @RequestParam(required = false) @Nullable String drop,
            Wish wish,
            Locale asked,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        CalendarBook.refuseReaders(actor.get());
        CalendarForm form = sent.compact(drop, path);
        String set = CalendarForm.text(form.set());
        if (set != null) {
            List<String> sets = new ArrayList<>(form.national());
            sets.add(set);
            form = form.withNational(sets.stream().distinct().toList());
        }
        Draft draft = new Draft(form, Texts.supported(asked), wish);
        draft.add = add;
        // The page asks for the month alone while one types: there the sentence stands beside it.
        draft.beside = "preview".equals(request.getHeader("HX-Target"));
        switch (task == null ? "" : task) {
            case "import" -> importFile(draft);
            case "check" -> check(draft);
            case "rebase" -> rebase(draft);
            case "save" -> {
                Optional<CalendarVersion> saved = save(draft);
                if (saved.isPresent()) {
                    return done(saved.get(), request, response);
                }
            }
            default -> {}
        }
        if (draft.conflict != null) {
            response.setStatus(HttpStatus.CONFLICT.value());
        } else if (draft.error != null) {
            response.setStatus(HttpStatus.UNPROCESSABLE_ENTITY.value());
        }
        return show(draft, model);
    }

    private static @Nullable String done(
            CalendarVersion saved, HttpServletRequest request, HttpServletResponse response) {
        String page = "/calendars/" + saved.key() + "?saved=" + saved.version();
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", page);
            response.setStatus(HttpStatus.NO_CONTENT.value());
            return null;
        }
        return "redirect:" + page;
    }

    private void importFile(Draft draft) {
        String text = draft.form.ics();
        try {
            HolidayFile file = HolidayFile.read(text == null ? "" : text);
            CalendarForm empty = CalendarForm.of(
                    "",
                    0,
                    new CalendarRules(null, Map.of(), List.of(), file.yearly(), file.holidays(), List.of(), List.of()));
            List<DayRow> days = new ArrayList<>(empty.holidays());
            List<String> known = draft.form.holidays().stream()
                    .map(row -> String.valueOf(row.date()))
                    .toList();
            days.removeIf(row -> known.contains(String.valueOf(row.date())));
            List<YearlyRow> yearly = new ArrayList<>(empty.yearly());
            yearly.removeAll(draft.form.yearly());
            int all = file.holidays().size() + file.yearly().size();
            int added = days.size() + yearly.size();
            draft.imported = words.say(draft.language, "import.done", added, all - added, file.passedOver());
            draft.firstImported = draft.form.holidays().size();
            draft.form = draft.form.withImported(yearly, days);
            if (!days.isEmpty()) {
                draft.turn = String.valueOf(days.get(0).date()).substring(0, "2026-12".length());
            }
        } catch (Refusal refusal) {
            draft.refuse(refusal);
        }
    }

    private void check(Draft draft) {
        CalendarPlan plan = draft.plan();
        if (plan == null || !keyIsRight(draft) || isBehind(draft)) {
            return;
        }
        draft.shifts = book.shifts(key(draft), plan, actor.get());
    }

    private boolean keyIsRight(Draft draft) {
        try {
            CalendarBook.checkKey(key(draft));
            if (key(draft).equals(NEW)) {
                throw Refusal.invalid("key", "sla.refused.calendarKey", NEW);
            }
            return true;
        } catch (Refusal refusal) {
            draft.refuse(refusal);
            return false;
        }
    }

    private static String key(Draft draft) {
        String key = CalendarForm.text(draft.form.key());
        return key == null ? "" : key;
    }

    /** Whether somebody else has saved a version since this edit began. */
    private boolean isBehind(Draft draft) {
        List<CalendarVersion> versions = book.versions(key(draft), actor.get());
        if (versions.isEmpty() || versions.get(0).version() == draft.form.base()) {
            return false;
        }
        CalendarVersion theirs = versions.get(0);
        List<String> changes = versions.stream()
                .filter(version -> version.version() == draft.form.base())
                .findFirst()
                .map(base -> words.changes(base.rules(), theirs.rules(), draft.language))
                .orElseGet(List::of);
        draft.conflict = new Conflict(
                theirs.version(),
                pages.author(theirs.author(), draft.language),
                theirs.definedAt(),
                theirs.reason(),
                changes,
                draft.form.base() == 0);
        return true;
    }

    private void rebase(Draft draft) {
        List<CalendarVersion> versions = book.versions(key(draft), actor.get());
        draft.form = draft.form.on(versions.isEmpty() ? 0 : versions.get(0).version());
        check(draft);
    }

    private Optional<CalendarVersion> save(Draft draft) {
        if (!draft.form.mark().equals(draft.form.checked())) {
            // What would move was shown for another edit, or not at all.
            check(draft);
            return Optional.empty();
        }
        Actor editor = actor.get();
        CalendarPlan plan = draft.plan();
        if (plan == null || !keyIsRight(draft)) {
            return Optional.empty();
        }
        String reason = CalendarForm.text(draft.form.reason());
        try {
            Optional<CalendarVersion> saved =
                    book.save(key(draft), draft.form.base(), plan.rules(), reason == null ? "" : reason, editor);
            if (saved.isEmpty()) {
                isBehind(draft);
            }
            return saved;
        } catch (Refusal refusal) {
            draft.refuse(refusal);
            draft.shifts = book.shifts(key(draft), plan, editor);
            return Optional.empty();
        }
    }

    private String show(Draft draft, Model model) {
        Locale language = draft.language;
        Instant now = clock.instant();
        ZoneId zone = pages.zone(draft.wish.zone());
        LocalDate today = now.atZone(zone).toLocalDate();
        CalendarPlan plan = draft.plan();
        CalendarForm form = draft.form;
        model.addAttribute("form", form);
        model.addAttribute("mark", form.mark());
        model.addAttribute("isNew", form.base() == 0);
        model.addAttribute("action", form.base() == 0 ? "/calendars/new" : "/calendars/" + form.key() + "/edit");
        model.addAttribute(
                "name", form.base() == 0 ? "" : words.name(String.valueOf(form.key()), form.rules(), language));
        model.addAttribute(
                "weekdays",
                Arrays.stream(DayOfWeek.values())
                        .map(day -> words.longWeekday(day, language))
                        .toList());
        model.addAttribute(
                "months",
                Arrays.stream(Month.values())
                        .map(month -> new Choice(
                                String.format(Locale.ROOT, "%02d", month.getValue()),
                                month.getDisplayName(TextStyle.FULL, language)))
                        .toList());
        model.addAttribute("countries", holidays.all(language));
        model.addAttribute(
                "sets",
                form.national().stream()
                        .map(code -> new Choice(code, words.set(code, language)))
                        .toList());
        model.addAttribute("add", draft.add);
        model.addAttribute("imported", draft.imported);
        model.addAttribute("firstImported", draft.firstImported);
        model.addAttribute("error", draft.error);
        model.addAttribute("errorField", draft.errorField);
        model.addAttribute("beside", draft.beside);
        model.addAttribute("conflict", draft.conflict);
        model.addAttribute("shifts", draft.shifts);
        model.addAttribute("zone", zone.getId());
        model.addAttribute("zones", pages.zones(zone));
        if (plan != null) {
            CalendarPicture picture = new CalendarPicture(plan, words, language);
            model.addAttribute("sentence", words.sentence(plan, language));
            model.addAttribute("week", picture.week());
            model.addAttribute("month", picture.month(CalendarPages.month(draft.turn, today), today, zone));
            model.addAttribute(
                    "due",
                    DueQuestion.ask(draft.wish.opened(), draft.wish.amount(), draft.wish.unit(), zone, now)
                            .answer(plan, words, language));
        }
        return PAGE;
    }

    /**
     * What the reader looks at beside the edit.
     *
     * @param turn the month that is turned to
     */
    record Wish(
            @Nullable String turn,
            @Nullable String month,
            @Nullable String zone,
            @Nullable String opened,
            @Nullable String amount,
            @Nullable String unit) {

        static final Wish NONE = new Wish(null, null, null, null, null, null);
    }

    record Choice(String code, String name) {}

    /**
     * What somebody else saved meanwhile.
     *
     * @param taken whether the edit was to be a new calendar, and its key is taken
     */
    record Conflict(
            int version, String author, Instant at, @Nullable String reason, List<String> changes, boolean taken) {}

    /** An edit on its way through one request. */
    private final class Draft {

        final Locale language;
        final Wish wish;
        CalendarForm form;

        /** The month that is shown. */
        @Nullable
        String turn;

        @Nullable
        String add;

        /** Whether only what stands beside the form is asked for. */
        boolean beside;

        @Nullable
        String imported;

        int firstImported = Integer.MAX_VALUE;

        @Nullable
        String error;

        @Nullable
        String errorField;

        @Nullable
        Conflict conflict;

        @Nullable
        Shifts shifts;

        Draft(CalendarForm form, Locale language, Wish wish) {
            this.form = form;
            this.language = language;
            this.wish = wish;
            this.turn = wish.turn() == null ? wish.month() : wish.turn();
        }

        /** Null, and the refusal remembered, where the edit is no calendar yet. */
        @Nullable
        CalendarPlan plan() {
            try {
                return CalendarPlan.of(form.rules(), clock.instant());
            } catch (Refusal refusal) {
                refuse(refusal);
                return null;
            }
        }

        void refuse(Refusal refusal) {
            if (error == null) {
                error = texts.get(language, refusal.key(), refusal.arguments());
                errorField = refusal.field();
            }
        }
    }
}
