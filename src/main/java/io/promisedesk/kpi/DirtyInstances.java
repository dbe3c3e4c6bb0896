package io.promisedesk.kpi;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.promisedesk.platform.PerTransaction;
import io.promisedesk.ticket.TicketNumber;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Remembers whose facts are out of date: one row per changed instance and transaction, written in the transaction of the
 * change itself, so that neither can be lost without the other. At once and not before the commit: what changes in
 * somebody else's {@code beforeCommit} would come too late for that.
 */
@Component
public class DirtyInstances {

    private static final int MANY = 10_000;

    private final JdbcClient jdbc;

    /** A ticket keeps its process instance for life, and a number that was rolled back is not given again. */
    private final Cache<TicketNumber, String> instances =
            Caffeine.newBuilder().maximumSize(MANY).build();

    private final PerTransaction<Set<String>> known = new PerTransaction<>(HashSet::new);

    DirtyInstances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The history of that root process instance changes in the present transaction. */
    public void changed(String rootInstance) {
        if (known.get().add(rootInstance)) {
            jdbc.sql("insert into kpi_dirty (instance) values (:instance)")
                    .param("instance", rootInstance)
                    .update();
        }
    }

    /** Something a fact of that ticket depends on changes in the present transaction, outside the engine. */
    void changed(TicketNumber ticket) {
        String instance = instances.get(ticket, this::instance);
        if (instance != null) {
            changed(instance);
        }
    }

    private @Nullable String instance(TicketNumber ticket) {
        return jdbc.sql(
                        "select process_instance from kpi_source_ticket where number = :number and process_instance is not null")
                .param("number", ticket.value())
                .query(String.class)
                .optional()
                .orElse(null);
    }
}
