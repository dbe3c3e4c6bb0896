package io.promisedesk.platform.security;

import java.util.Arrays;
import java.util.Optional;

/** What a person may be in a service desk; each is a group of the engine. */
public enum Role {
    AGENT("agents", "Agents"),
    SUPERVISOR("supervisors", "Supervisors"),
    DISPATCHER("dispatchers", "Dispatchers"),
    DESIGNER("designers", "Process designers"),
    ADMIN("camunda-admin", "Administrators"),
    INTEGRATOR("integrators", "Integrators");

    private final String group;
    private final String title;

    Role(String group, String title) {
        this.group = group;
        this.title = title;
    }

    /** Id of the engine's group; also the Spring Security authority {@code ROLE_<name()>}. */
    public String group() {
        return group;
    }

    /** Name of the engine's group, as Camunda Admin shows it. */
    public String title() {
        return title;
    }

    public static Optional<Role> ofGroup(String group) {
        return Arrays.stream(values()).filter(role -> role.group.equals(group)).findFirst();
    }
}
