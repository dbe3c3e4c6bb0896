package io.promisedesk.platform.engine.deploy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where processes and forms come from.
 *
 * @param folder a folder with {@code processes/} and {@code forms/} in it; without one, those packaged in the jar
 * @param watch whether saving a file in that folder deploys it; what the folder holds then rules, also when it is older
 *     than what is live
 * @param goBack whether a set may be deployed that was live before and has been replaced since: once, after a mishap
 */
@ConfigurationProperties("promisedesk.processes")
record ProcessSettings(
        @Nullable Path folder, @DefaultValue("false") boolean watch, @DefaultValue("false") boolean goBack) {

    ProcessSettings {
        folder = folder == null || folder.toString().isBlank() ? null : folder;
    }

    boolean isWatched() {
        return folder != null && watch;
    }
}
