package io.promisedesk.kpi;

import org.jspecify.annotations.Nullable;

/**
 * Between two values of a figure, in its unit.
 *
 * @param least part of it; null: from the smallest
 * @param most not part of it; null: to the largest
 */
public record Range(@Nullable Double least, @Nullable Double most) {

    public static final Range ALL = new Range(null, null);
}
