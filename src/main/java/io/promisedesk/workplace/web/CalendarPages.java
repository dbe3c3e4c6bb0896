package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.CalendarBook;
import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.CalendarVersion;
import io.promisedesk.workplace.web.CalendarPicture.Ahead;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Working calendars for everybody who works with them: which there are, what one says, what would be due when. */
@Controller
class CalendarPages {

    private static final int AHEAD = 8;
    private static final int CHANGES_SHOWN = 8;

    private final CalendarBook book;
    private final CalendarWords words;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final Times times;
    private final Clock clock;

    CalendarPages(
            CalendarBook book, CalendarWords words, PeopleDesk people, CurrentActor actor, Times times, Clock clock) {
        this.book = book;
        this.words = words;
        this.people = people;
        this.actor = actor;
        this.times = times;
        this.clock = clock;
    }

    @GetMapping("/calendars")
    String list(Locale asked, Model model) {
        Locale language = Texts.supported(asked);
        Actor reader = actor.get();
        Instant now = clock.instant();
        ZoneId zone = times.zone();
        LocalDate today = now.atZone(zone).toLocalDate();
        model.addAttribute(
                "calendars",
                book.calendars(reader).stream()
                        .map(version -> {
                            CalendarPlan plan = version.plan();
                            CalendarPicture picture = new CalendarPicture(plan, words, language);
                            return new Entry(
                                    version.key(),
                                    words.name(version.key(), version.rules(), language),
                                    version.version(),
                                    words.sentence(plan, language),
                                    plan.in(zone).isOpen(now),
                                    picture.week(),
                                    picture.ahead(today, 3, zone),
                                    ending(version, now, language));
                        })
                        .toList());
        model.addAttribute("zone", zone.getId());
        model.addAttribute("mayEdit", CalendarBook.mayEdit(reader));
        return "workplace/calendars";
    }

    @GetMapping("/calendars/{key}")
    String show(
            @PathVariable String key,
            @RequestParam(required = false) @Nullable String month,
            @RequestParam(required = false) @Nullable String zone,
            @RequestParam(required = false) @Nullable String opened,
            @RequestParam(required = false) @Nullable String amount,
            @RequestParam(required = false) @Nullable String unit,
            Locale asked,
            Model model) {
        Locale language = Texts.supported(asked);
        Actor reader = actor.get();
        CalendarVersion version = book.calendar(key, reader);
        CalendarPlan plan = version.plan();
        Instant now = clock.instant();
        ZoneId in = zone(zone);
        LocalDate today = now.atZone(in).toLocalDate();
        CalendarPicture picture = new CalendarPicture(plan, words, language);
        model.addAttribute("calendar", version);
        model.addAttribute("name", words.name(key, version.rules(), language));
        model.addAttribute("sentence", words.sentence(plan, language));
        model.addAttribute("open", plan.in(in).isOpen(now));
        model.addAttribute("week", picture.week());
        model.addAttribute("month", picture.month(month(month, today), today, in));
        model.addAttribute("ahead", picture.ahead(today, AHEAD, in));
        model.addAttribute("ending", ending(version, now, language));
        model.addAttribute("due", DueQuestion.ask(opened, amount, unit, in, now).answer(plan, words, language));
        model.addAttribute("zone", in.getId());
        model.addAttribute("zones", zones(in));
        model.addAttribute("mayEdit", CalendarBook.mayEdit(reader));
        model.addAttribute("behind", book.behind(key, reader));
        model.addAttribute("versions", history(book.versions(key, reader), language));
        return "workplace/calendar";
    }

    private @Nullable String ending(CalendarVersion version, Instant now, Locale language) {
        return version.lastRule()
                .filter(last -> CalendarVersion.endsSoon(last, now))
                .map(last -> words.date(last, language))
                .orElse(null);
    }

    private List<Past> history(List<CalendarVersion> newestFirst, Locale language) {
        List<Past> history = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            CalendarVersion version = newestFirst.get(i);
            List<String> changes = i + 1 < newestFirst.size()
                    ? words.changes(newestFirst.get(i + 1).rules(), version.rules(), language)
                    : List.of(words.sentence(version.plan(), language));
            history.add(new Past(
                    version.version(),
                    version.definedAt(),
                    author(version.author(), language),
                    version.reason(),
                    changes.stream().limit(CHANGES_SHOWN).toList(),
                    Math.max(0, changes.size() - CHANGES_SHOWN)));
        }
        return history;
    }

    String author(String id, Locale language) {
        return id.equals(Actor.SYSTEM.id())
                ? words.say(language, "bySystem")
                : people.person(id).map(Person::name).orElse(id);
    }

    /** The zone asked for, or the reader's. */
    ZoneId zone(@Nullable String zone) {
        try {
            return zone == null || zone.isBlank() ? times.zone() : ZoneId.of(zone);
        } catch (DateTimeException e) {
            return times.zone();
        }
    }

    List<String> zones(ZoneId chosen) {
        TreeSet<String> zones = new TreeSet<>();
        zones.add(chosen.getId());
        zones.add(times.zone().getId());
        people.teams().stream().map(Team::zone).map(ZoneId::getId).forEach(zones::add);
        return List.copyOf(zones);
    }

    static YearMonth month(@Nullable String month, LocalDate today) {
        try {
            YearMonth asked = month == null || month.isBlank() ? YearMonth.from(today) : YearMonth.parse(month);
            return asked.getYear() < 1990 || asked.getYear() > 2200 ? YearMonth.from(today) : asked;
        } catch (DateTimeException e) {
            return YearMonth.from(today);
        }
    }

    /** A calendar in the list. */
    record Entry(
            String key,
            String name,
            int version,
            String sentence,
            boolean open,
            List<CalendarPicture.Bar> week,
            List<Ahead> ahead,
            @Nullable String ending) {}

    /** @param more changes that are not shown */
    record Past(int version, Instant at, String author, @Nullable String reason, List<String> changes, int more) {}
}
