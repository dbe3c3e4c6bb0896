package io.promisedesk.kpi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** By what a figure can be grouped or filtered. */
public enum Dimension {
    TEAM("coalesce(team, 'none')"),
    OWNER("coalesce(owner, 'none')"),
    PRIORITY("coalesce(priority, 'none')"),
    CATEGORY("coalesce(category, 'none')"),
    CHANNEL("coalesce(channel, 'none')"),
    PROCESS("process"),
    /** A version of a process, for example {@code ticket:3}. */
    VERSION("process || ':' || process_version"),
    /** What the customer is to us, for example {@code standard}. */
    TIER("coalesce(tier, 'none')"),
    STAGE("coalesce(stage, 'none')"),
    CLOCK("coalesce(clock, 'none')"),
    /** What became of a hand-over. */
    OUTCOME("coalesce(outcome, 'none')"),
    /** Of what a diagram marks as a milestone: which element it was. */
    ELEMENT("coalesce(element, 'none')"),
    /** Of what is open: {@code day}, {@code three-days}, {@code week}, {@code month}, {@code older}. */
    AGE("coalesce(age, 'none')"),
    HOUR("to_char(at at time zone :zone, 'YYYY-MM-DD\"T\"HH24:00')"),
    DAY("to_char(at at time zone :zone, 'YYYY-MM-DD')"),
    /** By its Monday. */
    WEEK("to_char(date_trunc('week', at at time zone :zone), 'YYYY-MM-DD')"),
    MONTH("to_char(at at time zone :zone, 'YYYY-MM')");

    private final String key;

    Dimension(String key) {
        this.key = key;
    }

    /** Name in interfaces, for example {@code team}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dimension> of(String code) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.code().equals(code))
                .findFirst();
    }

    /** Whether it divides time. */
    public boolean isTime() {
        return ordinal() >= HOUR.ordinal();
    }

    /** Expression over the rows of a measure. */
    String key() {
        return key;
    }
}
