package io.promisedesk.platform.engine.lint;

import io.promisedesk.platform.engine.lint.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects findings. */
final class Findings {

    private final List<Finding> all = new ArrayList<>();

    void error(String file, String problem, String remedy) {
        all.add(new Finding(Severity.ERROR, file, null, null, problem, remedy));
    }

    void error(String file, @Nullable ModelElement element, String problem, String remedy) {
        add(Severity.ERROR, file, element, problem, remedy);
    }

    void advice(String file, String problem, String remedy) {
        all.add(new Finding(Severity.ADVICE, file, null, null, problem, remedy));
    }

    void advice(String file, @Nullable ModelElement element, String problem, String remedy) {
        add(Severity.ADVICE, file, element, problem, remedy);
    }

    private void add(Severity severity, String file, @Nullable ModelElement element, String problem, String remedy) {
        all.add(new Finding(
                severity,
                file,
                element == null ? null : element.id(),
                element == null ? null : element.label(),
                problem,
                remedy));
    }

    void addAll(Findings others) {
        all.addAll(others.all);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
