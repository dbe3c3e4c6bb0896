package io.promisedesk.people;

import io.promisedesk.platform.security.Role;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;

/** Somebody who works at the service desk. */
public record Person(
        String id, String name, String email, Locale language, ZoneId zone, Set<Role> roles, Set<String> teams) {}
