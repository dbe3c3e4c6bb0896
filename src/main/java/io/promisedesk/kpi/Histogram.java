package io.promisedesk.kpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How many cases lie between fixed edges, which are closer together where durations are short. All bins, also empty ones. */
public record Histogram(List<Bin> bins) {

    /** Hours: 5, 15 and 30 minutes, 1, 2, 4, 8 hours, 1, 2, 4, 7, 14 and 30 days. */
    static final Double[] EDGES = {
        5 / 60.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0,
    };

    /** @param range hours */
    public record Bin(Range range, long n) {}

    public Histogram {
        bins = List.copyOf(bins);
    }

    static Histogram of(Map<Integer, Long> counts) {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i <= EDGES.length; i++) {
            bins.add(new Bin(
                    new Range(i == 0 ? null : EDGES[i - 1], i == EDGES.length ? null : EDGES[i]),
                    counts.getOrDefault(i, 0L)));
        }
        return new Histogram(bins);
    }

    public long n() {
        return bins.stream().mapToLong(Bin::n).sum();
    }

    /** Share of the cases in each bin. */
    public List<Double> shares() {
        long all = n();
        return bins.stream().map(bin -> all == 0 ? 0.0 : (double) bin.n() / all).toList();
    }
}
