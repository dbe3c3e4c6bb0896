package io.promisedesk.kpi;

import org.jspecify.annotations.Nullable;

/**
 * What a designer says about an element of a diagram.
 *
 * @param element its id
 * @param stage {@code kpi.stage}, or null
 * @param milestone {@code kpi.milestone}, or null
 * @param depth how many scopes lie around it, the process not counted
 */
public record Mark(String element, @Nullable String stage, @Nullable String milestone, int depth) {}
