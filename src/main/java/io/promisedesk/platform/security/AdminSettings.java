package io.promisedesk.platform.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first administrator.
 *
 * @param id user id to log in with: letters and digits
 * @param password first password; once the user is there, it is changed in Camunda Admin and not here
 */
@ConfigurationProperties("promisedesk.admin")
record AdminSettings(
        @Nullable String id,
        @Nullable String password,
        @DefaultValue("Administrator") String name,
        @DefaultValue("") String email) {

    boolean isGiven() {
        return id != null && !id.isBlank() && password != null && !password.isBlank();
    }
}
