package io.promisedesk.platform.security;

import java.util.Set;

/**
 * Who does something, with what they are allowed to be. Desks take it as their last parameter and decide by it.
 *
 * @param id user id of the engine; {@code "system"} for the application itself, {@code "customer"} for a customer
 * @param roles roles of a person; empty for system and customer
 * @param teams keys of the teams (engine groups of type TEAM) a person belongs to or supervises
 */
public record Actor(String id, Set<Role> roles, Set<String> teams) {

    public static final Actor SYSTEM = new Actor("system", Set.of(), Set.of());
    public static final Actor CUSTOMER = new Actor("customer", Set.of(), Set.of());

    public Actor {
        roles = Set.copyOf(roles);
        teams = Set.copyOf(teams);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** A human who works here, in contrast to the application and the customer. */
    public boolean isPerson() {
        return !equals(SYSTEM) && !equals(CUSTOMER);
    }

    public boolean isIn(String team) {
        return teams.contains(team);
    }
}
