package io.promisedesk.sla;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Working calendars for those who read and edit them. Supervisors and administrators edit, agents and dispatchers read. */
@Component
public class CalendarBook {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarBook.class);
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int LONGEST_REASON = 500;

    private final Calendars calendars;
    private final CalendarEdits edits;
    private final Clock clock;

    CalendarBook(Calendars calendars, CalendarEdits edits, Clock clock) {
        this.calendars = calendars;
        this.edits = edits;
        this.clock = clock;
    }

    public static boolean mayEdit(Actor actor) {
        return actor.leads();
    }

    private static void refuseOthers(Actor reader) {
        if (!mayEdit(reader) && !reader.is(Role.AGENT) && !reader.is(Role.DISPATCHER)) {
            throw Refusal.forbidden("sla.refused.readCalendars");
        }
    }

    /** @throws Refusal where that person may not edit */
    public static void refuseReaders(Actor actor) {
        if (!mayEdit(actor)) {
            throw Refusal.forbidden("sla.refused.editCalendars");
        }
    }

    /** The newest version of each, by key. */
    public List<CalendarVersion> calendars(Actor reader) {
        refuseOthers(reader);
        return calendars.latest();
    }

    /** @throws Refusal where there is none of that key */
    public CalendarVersion calendar(String key, Actor reader) {
        refuseOthers(reader);
        return calendars.latest(key).orElseThrow(() -> Refusal.notFound("sla.refused.unknownCalendar", key));
    }

    /** The newest first. */
    public List<CalendarVersion> versions(String key, Actor reader) {
        refuseOthers(reader);
        return calendars.versions(key);
    }

    /** What saving this edit would do to the open deadlines. */
    public Shifts shifts(String key, CalendarPlan edit, Actor by) {
        refuseReaders(by);
        return edits.shifts(key, edit);
    }

    /**
     * Saves an edit as a new version and takes the open clocks over to it; where they are many, the last of them follow
     * within seconds ({@link #behind}).
     *
     * @param base the version that was edited; 0 for a new calendar
     * @return the new version; empty where somebody else has saved one since {@code base}
     * @throws Refusal that names the part that is wrong
     */
    public Optional<CalendarVersion> save(String key, int base, CalendarRules rules, String reason, Actor by) {
        refuseReaders(by);
        checkKey(key);
        CalendarPlan plan = CalendarPlan.of(rules, clock.instant());
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Refusal.invalid("reason", "sla.refused.reason", LONGEST_REASON);
        }
        if (!calendars.save(key, base, rules, plan.hours(), by.id(), reason.strip())) {
            return Optional.empty();
        }
        LOG.info("Working calendar {} is version {}, edited by {}: {}", key, base + 1, by.id(), reason.strip());
        edits.follow(key);
        return calendars.latest(key);
    }

    /** @throws Refusal where no calendar can be called that */
    public static void checkKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw Refusal.invalid("key", "sla.refused.calendarKey", key);
        }
    }

    /** How many open clocks have still to go over to the newest version. */
    public int behind(String key, Actor reader) {
        refuseOthers(reader);
        return edits.behind(key);
    }
}
