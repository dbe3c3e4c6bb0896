package io.promisedesk.platform.security;

import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.engine.EngineUsers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/** Passwords that everybody knows are for trying out and for tests; a database that holds them does not go live. */
@Component
public class DemoPasswords implements SmartInitializingSingleton {

    private static final List<String> DEMO_PEOPLE = List.of(
            "anna", "boris", "clara", "dmitri", "vera", "victor", "olga", "denis", "admin", "integrator", "demo");

    private final Environment environment;
    private final EngineUsers users;

    DemoPasswords(Environment environment, EngineUsers users) {
        this.environment = environment;
        this.users = users;
    }

    public boolean allowed() {
        return allowed(environment);
    }

    static boolean allowed(Environment environment) {
        return allowed(environment, DemoPasswords.class.getClassLoader());
    }

    /** Who starts the jar with the profile {@code test} runs no test: its classes are not there. */
    static boolean allowed(Environment environment, @Nullable ClassLoader classes) {
        return environment.acceptsProfiles(Profiles.of("tryout"))
                || environment.acceptsProfiles(Profiles.of("test"))
                        && ClassUtils.isPresent("io.promisedesk.PromisedeskTest", classes);
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!allowed()) {
            List<String> found = peopleWithDemoPassword();
            if (!found.isEmpty()) {
                throw new StartRefused(List.of("The database holds people with demo passwords ("
                        + String.join(", ", found)
                        + "): start production on an empty database of its own, or change their passwords first."));
            }
        }
    }

    List<String> peopleWithDemoPassword() {
        return DEMO_PEOPLE.stream()
                .filter(id -> users.passwordMatches(id, "demo"))
                .toList();
    }
}
