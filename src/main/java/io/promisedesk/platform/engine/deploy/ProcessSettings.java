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
        @Nullable String folder, @DefaultValue("false") boolean watch, @DefaultValue("false") boolean goBack) {

    /** A text until here: Spring would read a relative path as one inside the web server's own folder. */
    @Nullable
    Path path() {
        return folder == null || folder.isBlank() ? null : Path.of(folder);
    }

    boolean isWatched() {
        return path() != null && watch;
    }
}
