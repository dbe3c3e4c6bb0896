package io.promisedesk.platform.security;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Passwords that everybody knows are for trying out and for tests. */
@Component
public class DemoPasswords {

    private final Environment environment;

    DemoPasswords(Environment environment) {
        this.environment = environment;
    }

    public boolean allowed() {
        return environment.acceptsProfiles(Profiles.of("tryout", "test"));
    }
}
