package io.promisedesk.kpi;

import org.jspecify.annotations.Nullable;

/**
 * One line of a figure. What is undefined is null, never 0.
 *
 * @param key value of the dimension grouped by; {@code all} where there is none
 * @param bucket beginning of the stretch of time in a series; null elsewhere
 * @param n how many cases stand behind it; of events how many there were
 * @param tickets how many different tickets are among them
 * @param mean of durations in hours, of events per ticket that has any; of a share the share itself
 * @param total sum of the hours or events; of a share how many there are of it
 */
public record Group(
        String key,
        @Nullable String bucket,
        long n,
        long tickets,
        @Nullable Double mean,
        @Nullable Double median,
        @Nullable Double p90,
        @Nullable Double max,
        @Nullable Double total) {}
