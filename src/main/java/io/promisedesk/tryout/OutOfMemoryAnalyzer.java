package io.promisedesk.tryout;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Not enough memory, whoever noticed it. */
class OutOfMemoryAnalyzer extends AbstractFailureAnalyzer<OutOfMemoryError> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, OutOfMemoryError cause) {
        long limit = Runtime.getRuntime().maxMemory() >> 20;
        return new FailureAnalysis(
                "Promisedesk ran out of memory (%s) with a heap of at most %d MB: start it with a larger one, for example -Xmx1g."
                        .formatted(cause.getMessage(), limit),
                null,
                cause);
    }
}
