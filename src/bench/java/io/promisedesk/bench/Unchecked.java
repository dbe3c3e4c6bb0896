package io.promisedesk.bench;

import io.promisedesk.platform.engine.EngineAccess;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Engine calls in one transaction, with the application's own way past the person's engine permissions. */
@Component
@Transactional
class Unchecked {

    private final EngineAccess engine;

    Unchecked(EngineAccess engine) {
        this.engine = engine;
    }

    void run(Runnable calls) {
        engine.unrestricted(calls);
    }
}
