package io.promisedesk.kpi;

import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Over what figures are asked for, whichever they are.
 *
 * @param to not part of it
 * @param only values by dimension that cases must have
 */
public record Selection(Instant from, Instant to, Map<Dimension, String> only, boolean business, ZoneId zone) {

    public Selection {
        only = Map.copyOf(only);
    }

    public FigureRequest of(Measure measure) {
        return of(measure, null);
    }

    public FigureRequest of(Measure measure, @Nullable Dimension groupBy) {
        return new FigureRequest(measure, from, to, groupBy, business, zone, only);
    }

    public Selection with(Dimension dimension, String value) {
        Map<Dimension, String> more = new EnumMap<>(Dimension.class);
        more.putAll(only);
        more.put(dimension, value);
        return new Selection(from, to, more, business, zone);
    }

    public Selection between(Instant start, Instant end) {
        return new Selection(start, end, only, business, zone);
    }
}
