package io.promisedesk.roster;

import org.jspecify.annotations.Nullable;

/**
 * What a team wants its hours staffed by.
 *
 * @param rate tickets that one agent can take in an hour; null: no need is counted
 * @param calendar key of the working calendar whose hours must not be empty; null: none
 * @param version 0 where nobody has chosen yet
 */
public record Staffing(String team, @Nullable Double rate, @Nullable String calendar, int version) {}
