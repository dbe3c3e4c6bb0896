package io.promisedesk.platform.engine.deploy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where processes and forms come from.
 *
 * @param folder a folder with {@code processes/} and {@code forms/} in it; without one, those packaged in the jar
 * @param watch whether saving a file in that folder deploys it
 */
@ConfigurationProperties("promisedesk.processes")
record ProcessSettings(@Nullable Path folder, @DefaultValue("false") boolean watch) {}
