package io.promisedesk.people;

/** Somebody can do other things than before; published in the transaction in which it was said. */
public record AbilitiesChanged(String person) {}
