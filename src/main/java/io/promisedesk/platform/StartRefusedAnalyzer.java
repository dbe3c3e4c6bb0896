package io.promisedesk.platform;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the sentences of a {@link StartRefused} instead of its stack trace. */
class StartRefusedAnalyzer extends AbstractFailureAnalyzer<StartRefused> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, StartRefused refused) {
        return new FailureAnalysis(
                "Promisedesk does not start:\n  - " + String.join("\n  - ", refused.reasons()), null, refused);
    }
}
