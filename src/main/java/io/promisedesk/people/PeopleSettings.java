package io.promisedesk.people;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param file where {@code people.yaml} is; empty: people are kept in Camunda Admin alone
 * @param rememberFor how long names, languages and teams are not read again; what a person may do is never remembered
 */
@ConfigurationProperties("promisedesk.people")
record PeopleSettings(@Nullable String file, @DefaultValue("5s") Duration rememberFor) {}
