package io.promisedesk.ticket;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of {@code service-level.dmn}, to be read by people.
 *
 * @param id tells it from every other version
 * @param since when it went live
 */
public record ServiceLevelTable(String id, int version, Instant since, List<Row> rows) {

    /**
     * @param number from 1 on
     * @param conditions none where every ticket fits that no row above took
     * @param promise null where it is worked out for each ticket, or the row is no promise
     * @param fault why it is no promise; in English, as everything that the check of models says
     */
    public record Row(
            int number,
            @Nullable String description,
            List<Condition> conditions,
            @Nullable ServiceLevel promise,
            @Nullable String fault) {}

    /**
     * @param fact what is asked, for example {@code priority}
     * @param label what the table calls it
     * @param text the cell as it stands in the table, for example {@code "high", "critical"}
     */
    public record Condition(String fact, String label, String text) {}
}
