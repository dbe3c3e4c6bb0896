package io.promisedesk.people;

import java.util.Locale;

/** Somebody who asks for help. {@code name} falls back to the address; {@code tier} is an input of service levels. */
public record Customer(long id, String email, String name, Locale language, String tier) {}
