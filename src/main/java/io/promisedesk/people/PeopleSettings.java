package io.promisedesk.people;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param file where {@code people.yaml} is; empty: people are kept in Camunda Admin alone */
@ConfigurationProperties("promisedesk.people")
record PeopleSettings(@Nullable String file) {}
