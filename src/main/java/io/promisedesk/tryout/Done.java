package io.promisedesk.tryout;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Set;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What has happened once in this try-out. */
@Component
@Profile("tryout & !replay")
class Done {

    private final JdbcClient jdbc;
    private final Clock clock;

    Done(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @return whether it was the first time */
    boolean mark(String what) {
        return jdbc.sql("insert into tryout_done (what, at) values (:what, :at) on conflict do nothing")
                        .param("what", what)
                        .param("at", Timestamp.from(clock.instant()))
                        .update()
                > 0;
    }

    Set<String> all() {
        return jdbc.sql("select what from tryout_done").query(String.class).set();
    }
}
