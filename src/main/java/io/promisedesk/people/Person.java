package io.promisedesk.people;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Role;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;

/** Somebody who works at the service desk. */
public record Person(
        String id, String name, String email, Locale language, ZoneId zone, Set<Role> roles, Set<String> teams) {

    /** Somebody of whom only a mail address is known: no user, never on shift, written to in English. */
    public static Person outside(String address) {
        return new Person(address, address, address, Texts.ENGLISH, ZoneOffset.UTC, Set.of(), Set.of());
    }

    public boolean isOutside() {
        return roles.isEmpty() && teams.isEmpty() && id.equals(email);
    }
}
