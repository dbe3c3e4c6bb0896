package io.promisedesk.platform;

import java.util.List;

/** The application cannot start as it is configured. Each reason is one sentence that says what to do; printed without a stack trace. */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public StartRefused(String reason) {
        this(List.of(reason));
    }

    public StartRefused(String reason, Throwable cause) {
        this(List.of(reason), cause);
    }

    public StartRefused(List<String> reasons) {
        super(String.join(" ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    public StartRefused(List<String> reasons, Throwable cause) {
        super(String.join(" ", reasons), cause);
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
