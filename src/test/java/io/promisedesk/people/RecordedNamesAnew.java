package io.promisedesk.people;

import io.promisedesk.platform.engine.EngineUsers;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/** As after a start: nothing is remembered but what is stored. */
public final class RecordedNamesAnew {

    private RecordedNamesAnew() {}

    public static RecordedNames of(EngineUsers users, JdbcClient jdbc, ApplicationEventPublisher events) {
        return new RecordedNames(users, jdbc, events);
    }
}
