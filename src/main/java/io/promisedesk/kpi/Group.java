package io.promisedesk.kpi;

import org.jspecify.annotations.Nullable;

/**
 * One line of a figure. What is undefined is null, never 0.
 *
 * @param key value of the dimension grouped by; {@code all} where there is none
 * @param bucket beginning of the stretch of time in a series; null elsewhere
 * @param n how many cases stand behind it; of events how many there were
 * @param tickets how many different tickets are among them
 * @param p25 a quarter of them are less; as median and the other percentiles exact, interpolated linearly
 * @param mean of durations in hours, of events per ticket that has any; of a share the share itself
 * @param total sum of the hours or events; of a share how many there are of it
 */
public record Group(
        String key,
        @Nullable String bucket,
        long n,
        long tickets,
        @Nullable Double mean,
        @Nullable Double p25,
        @Nullable Double median,
        @Nullable Double p75,
        @Nullable Double p90,
        @Nullable Double max,
        @Nullable Double total) {

    Group named(String other) {
        return new Group(other, bucket, n, tickets, mean, p25, median, p75, p90, max, total);
    }

    /** Nothing fell into it. */
    public static Group empty(String key, @Nullable String bucket) {
        return new Group(key, bucket, 0, 0, null, null, null, null, null, null, null);
    }
}
