package io.promisedesk.platform.security;

import java.util.Set;

/**
 * Who does something, with what they are allowed to be. Desks take it as their last parameter and decide by it.
 *
 * @param kind a human who works here, a customer, the application, or whom a recorded history names; no user id can make
 *     somebody one of the latter three
 * @param id user id of the engine; {@code "system"} for the application itself, {@code "customer"} for a customer
 * @param roles roles of a person; empty for system and customer
 * @param teams keys of the teams (engine groups of type TEAM) a person belongs to or supervises
 */
public record Actor(Kind kind, String id, Set<Role> roles, Set<String> teams) {

    public enum Kind {
        PERSON,
        CUSTOMER,
        SYSTEM,
        /** A human who did something in the past that is now entered as it was recorded. */
        RECORDED
    }

    public static final Actor SYSTEM = new Actor(Kind.SYSTEM, "system", Set.of(), Set.of());
    public static final Actor CUSTOMER = new Actor(Kind.CUSTOMER, "customer", Set.of(), Set.of());

    /** Ids that the audit uses for whoever is no person; no user may be called that. */
    public static final Set<String> RESERVED_IDS = Set.of(SYSTEM.id, CUSTOMER.id);

    /** Whom a recorded history names: the past is not asked whether it was allowed. */
    public static Actor recorded(String id) {
        return new Actor(Kind.RECORDED, id, Set.of(Role.AGENT, Role.DISPATCHER), Set.of());
    }

    public Actor {
        roles = Set.copyOf(roles);
        teams = Set.copyOf(teams);
    }

    /** A person. */
    public Actor(String id, Set<Role> roles, Set<String> teams) {
        this(Kind.PERSON, id, roles, teams);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** A human of ours, in contrast to the application and the customer. */
    public boolean isPerson() {
        return kind == Kind.PERSON || kind == Kind.RECORDED;
    }

    /** Answers for the work of others, and so sees figures on more than their own: supervisors and administrators. */
    public boolean leads() {
        return is(Role.SUPERVISOR) || is(Role.ADMIN);
    }

    /** Draws the processes or answers for them, and so sees which versions are live: designers and administrators. */
    public boolean designs() {
        return is(Role.DESIGNER) || is(Role.ADMIN);
    }

    public boolean isIn(String team) {
        return teams.contains(team);
    }
}
