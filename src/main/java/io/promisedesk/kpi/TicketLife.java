package io.promisedesk.kpi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one ticket, in the order of time.
 *
 * @param now the instant at which it was looked at; what lasts, lasts until then
 * @param endedAt null while it goes on
 * @param spells without gaps: stage, owner and team
 * @param beside what ran next to that: escalations, hand-overs
 */
public record TicketLife(
        Instant startedAt,
        Instant now,
        @Nullable Instant endedAt,
        List<Spell> spells,
        List<Spell> beside,
        List<Promise> promises,
        List<Moment> moments) {

    /**
     * @param end null while it lasts
     * @param hours calendar time so far
     * @param business business time of the promise so far; null where it has no calendar
     */
    public record Spell(
            @Nullable String stage,
            @Nullable String owner,
            @Nullable String team,
            Instant start,
            @Nullable Instant end,
            double hours,
            @Nullable Double business) {}

    /**
     * @param verdict {@code met}, {@code missed}, {@code cancelled}, {@code open}
     * @param due null while it stands
     */
    public record Promise(
            String metric,
            int n,
            Instant startedAt,
            @Nullable Instant due,
            @Nullable Instant endedAt,
            String verdict) {}

    /**
     * @param kind {@code asked}, {@code answered}, {@code assigned}, {@code transferred}, {@code escalated}, {@code handover},
     *     {@code resolved}, {@code reopened}, {@code closed}
     * @param who user id, or null
     */
    public record Moment(
            String kind, Instant at, @Nullable String who, @Nullable String team, @Nullable String element) {}
}
