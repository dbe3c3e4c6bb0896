package io.promisedesk.platform.security;

import java.util.Arrays;
import java.util.Optional;

/** What a person may be in a service desk; each is a group of the engine. */
public enum Role {
    AGENT("agents"),
    SUPERVISOR("supervisors"),
    DISPATCHER("dispatchers"),
    DESIGNER("designers"),
    ADMIN("camunda-admin"),
    INTEGRATOR("integrators");

    private final String group;

    Role(String group) {
        this.group = group;
    }

    /** Id of the engine's group; also the Spring Security authority {@code ROLE_<name()>}. */
    public String group() {
        return group;
    }

    public static Optional<Role> ofGroup(String group) {
        return Arrays.stream(values()).filter(role -> role.group.equals(group)).findFirst();
    }
}
