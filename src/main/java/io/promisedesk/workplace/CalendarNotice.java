package io.promisedesk.workplace;

import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.Notice;
import io.promisedesk.notification.NoticeRequested;
import io.promisedesk.notification.NoticeWriter;
import io.promisedesk.notification.NoticesRequested;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.notification.WrittenNotice;
import io.promisedesk.notification.WrittenNotice.Severity;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.sla.CalendarVersion;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells administrators that the holidays of a working calendar run out: days that nobody has entered are working days to every
 * promise. Once for each last day, unless it is seen to by the time the notice leaves.
 */
@Component
class CalendarNotice implements NoticeWriter {

    static final String KIND = "calendar-ends";

    private final CalendarDesk calendars;
    private final PeopleDesk people;
    private final ApplicationEventPublisher events;
    private final MailTemplates templates;
    private final Texts texts;
    private final Clock clock;

    CalendarNotice(
            CalendarDesk calendars,
            PeopleDesk people,
            ApplicationEventPublisher events,
            MailTemplates templates,
            Texts texts,
            Clock clock) {
        this.calendars = calendars;
        this.people = people;
        this.events = events;
        this.templates = templates;
        this.texts = texts;
        this.clock = clock;
    }

    /** On any number of nodes: a notice that has been asked for is not asked for again. */
    @Scheduled(cron = "0 0 6 * * *", zone = "UTC")
    @Transactional
    public void look() {
        List<NoticeRequested> notices = new ArrayList<>();
        for (String key : calendars.keys()) {
            lastDay(key).ifPresent(last -> people.administrators().stream()
                    .map(Person::id)
                    .map(person -> new NoticeRequested(
                            "%s:%s:%s:%s".formatted(KIND, key, last, person),
                            KIND,
                            person,
                            null,
                            false,
                            Map.of("calendar", key)))
                    .forEach(notices::add));
        }
        if (!notices.isEmpty()) {
            events.publishEvent(new NoticesRequested(notices));
        }
    }

    /** Until when its holidays are known; empty where they are for long. */
    private Optional<LocalDate> lastDay(String key) {
        return calendars
                .version(calendars.current(key, ZoneOffset.UTC))
                .lastRule()
                .filter(last -> CalendarVersion.endsSoon(last, clock.instant()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<WrittenNotice> write(Notice notice, Person to) {
        String key = String.valueOf(notice.data().get("calendar"));
        return Optional.of(key)
                .filter(calendars.keys()::contains)
                .flatMap(this::lastDay)
                .map(last -> write(key, last, to));
    }

    private WrittenNotice write(String key, LocalDate last, Person to) {
        String name = calendars.name(key).inWords(texts, to.language());
        String until = DateTimeFormatter.ofPattern("d MMMM uuuu", to.language()).format(last);
        return new WrittenNotice(
                Severity.NEWS,
                last.atStartOfDay().toInstant(ZoneOffset.UTC),
                name,
                texts.get(to.language(), "workplace.calendars.ending", until),
                "/calendars/" + key,
                () -> mail(key, name, until, to));
    }

    private RenderedMail mail(String key, String name, String until, Person to) {
        return templates.render(
                "workplace/calendar-ends",
                to.language(),
                Map.of("key", key, "name", name, "until", until, "zone", to.zone()));
    }
}
