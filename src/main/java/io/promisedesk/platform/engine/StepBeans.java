package io.promisedesk.platform.engine;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * The beans that expressions may name: those marked {@link Steps}, nothing else of the application. Resolved when asked,
 * since they depend on the engine themselves.
 */
final class StepBeans extends AbstractMap<Object, Object> {

    private final ApplicationContext context;
    private final Set<String> names;

    StepBeans(ApplicationContext context) {
        this.context = context;
        this.names = new LinkedHashSet<>(Arrays.asList(context.getBeanNamesForAnnotation(Steps.class)));
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String name && names.contains(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return key instanceof String name && names.contains(name) ? context.getBean(name) : null;
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        Set<Map.Entry<Object, Object>> entries = new LinkedHashSet<>();
        names.forEach(name -> entries.add(Map.entry(name, context.getBean(name))));
        return entries;
    }
}
