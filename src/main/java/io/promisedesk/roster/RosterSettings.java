package io.promisedesk.roster;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.io.Resource;

/** @param file a {@code roster.yaml} to apply at every start; without one the roster is what the desk was told */
@ConfigurationProperties("promisedesk.roster")
record RosterSettings(@Nullable Resource file) {}
