package io.promisedesk.replay;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** {@code promisedesk.replay=FILE} is enough: it brings the profile {@code replay}, in which all that acts by itself is off. */
class ReplayMode implements EnvironmentPostProcessor, Ordered {

    static final String PROPERTY = "promisedesk.replay";
    static final String PROFILE = "replay";

    private static final String ACTIVE = AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME;

    /** Before the files of the profiles are read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    /** Last of the profiles, so that what it says holds. */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty(PROPERTY)) {
            String others = environment.getProperty(ACTIVE, "");
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            PROFILE, Map.of(ACTIVE, others.isBlank() ? PROFILE : others + "," + PROFILE)));
        }
    }
}
