package io.promisedesk.tryout;

import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The tables were made by a version of Promisedesk that this one does not follow. */
class OtherVersionsDataAnalyzer extends AbstractFailureAnalyzer<FlywayValidateException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FlywayValidateException cause) {
        return new FailureAnalysis(
                "The database was made by another version of Promisedesk: start that version, or a newer one; in a try-out you may also delete the folder data and start afresh. (%s)"
                        .formatted(String.valueOf(cause.getMessage())
                                .lines()
                                .limit(2)
                                .reduce("", (all, line) -> all + line + " ")
                                .strip()),
                null,
                cause);
    }
}
