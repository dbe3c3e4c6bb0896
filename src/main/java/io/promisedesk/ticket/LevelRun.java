package io.promisedesk.ticket;

import java.time.Instant;
import java.util.Map;

/**
 * Somebody's command to bring open tickets into line, and how far it has come.
 *
 * @param moved how many tickets were promised something else
 * @param left how many are still to come
 * @param failed tickets that could not be changed, with the reason
 * @param overtaken whether the table was changed meanwhile, so that the rest was left alone
 */
public record LevelRun(
        long id,
        int version,
        String reason,
        Instant at,
        int moved,
        int left,
        Map<String, String> failed,
        boolean ended,
        boolean overtaken) {}
