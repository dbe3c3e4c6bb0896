package io.promisedesk.handover;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Until when hand-overs wait for an answer: one look for however many a page shows. */
@Repository
class AnswerTimes {

    private final JdbcClient jdbc;

    AnswerTimes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * By hand-over: when the task is due that somebody has of it now, the receiver's or, once it is redirected, that of those
     * who find another owner. Before there is one, until when the receiver has time.
     */
    Map<Long, Instant> of(Collection<Long> handovers) {
        Map<Long, Instant> times = new HashMap<>();
        jdbc.sql(
                        """
                        select h.id, h.answer_by, min(k.due_date_) due
                        from handover_handover h left join act_ru_task k on k.proc_inst_id_ = h.process_instance
                        where h.id = any (:handovers) group by h.id, h.answer_by
                        """)
                .param("handovers", handovers.stream().distinct().toArray(Long[]::new))
                .query(row -> {
                    Timestamp due = row.getTimestamp("due");
                    times.put(
                            row.getLong("id"),
                            due == null
                                    ? row.getObject("answer_by", OffsetDateTime.class)
                                            .toInstant()
                                    : due.toInstant());
                });
        return times;
    }
}
