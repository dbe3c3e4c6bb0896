package io.promisedesk.people;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param file where {@code people.yaml} is; empty: people are kept in Camunda Admin alone
 * @param rememberFor how long people and teams are not read again; what an actor may do is never decided by them
 */
@ConfigurationProperties("promisedesk.people")
record PeopleSettings(@Nullable String file, @DefaultValue("5s") Duration rememberFor) {}
