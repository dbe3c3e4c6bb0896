package io.promisedesk.sla;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version of a working calendar, as it was saved; it never changes. */
public final class CalendarVersion {

    private static final int MONTHS_AHEAD = 2;

    private final String key;
    private final int version;
    private final CalendarRules rules;
    private final WorkingHours hours;
    private final String author;
    private final @Nullable String reason;
    private final Instant definedAt;
    private final boolean kept;

    CalendarVersion(
            String key,
            int version,
            CalendarRules rules,
            WorkingHours hours,
            String author,
            @Nullable String reason,
            Instant definedAt,
            boolean kept) {
        this.key = key;
        this.version = version;
        this.rules = rules;
        this.hours = hours;
        this.author = author;
        this.reason = reason;
        this.definedAt = definedAt;
        this.kept = kept;
    }

    public String key() {
        return key;
    }

    public int version() {
        return version;
    }

    public CalendarName name() {
        return new CalendarName(key, rules.name());
    }

    public CalendarRules rules() {
        return rules;
    }

    /** User id of the person, or {@code system} for the configuration and for new holiday rules. */
    public String author() {
        return author;
    }

    public @Nullable String reason() {
        return reason;
    }

    public Instant definedAt() {
        return definedAt;
    }

    /** Whether a person has edited this calendar, so that the configuration no longer speaks for it. */
    public boolean isKept() {
        return kept;
    }

    /** The last day for which its holidays are known; empty where it has none. */
    public Optional<LocalDate> lastRule() {
        return Expansion.lastRule(rules, NationalHolidays.lastDay(definedAt));
    }

    /** What this version counts by. */
    public CalendarPlan plan() {
        return new CalendarPlan(rules, hours, CalendarPlan.reasons(rules, NationalHolidays.lastDay(definedAt)));
    }

    /** Whether holidays known until that day must be seen to now. */
    public static boolean endsSoon(LocalDate lastRule, Instant now) {
        return !LocalDate.ofInstant(now, ZoneOffset.UTC)
                .plusMonths(MONTHS_AHEAD)
                .isBefore(lastRule);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CalendarVersion that && key.equals(that.key) && version == that.version;
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, version);
    }

    @Override
    public String toString() {
        return key + " " + version;
    }
}
