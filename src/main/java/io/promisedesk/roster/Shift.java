package io.promisedesk.roster;

import java.time.Instant;
import java.util.List;

/**
 * A team shift: the agents of one team who work from {@code start} to {@code end}.
 *
 * @param key unique and stable, for example {@code service:2026-03-02T08:00:00Z}
 * @param people user ids of the agents
 */
public record Shift(String key, String team, Instant start, Instant end, List<String> people) {}
