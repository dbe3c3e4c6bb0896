package io.promisedesk.kpi;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Mines anew everything that history still holds, for example after the marks of a deployed version were read wrongly or
 * a fact was added. Facts whose history has been cleaned up stay as they are. Broken off, it goes on at the next start.
 */
@Component
class Rebuild {

    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);
    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final JdbcClient jdbc;
    private long total;
    private long reportedAt;

    Rebuild(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return how many instances it marked */
    @Transactional
    public long begin() {
        jdbc.sql("delete from kpi_mark").update();
        jdbc.sql("delete from kpi_definition").update();
        total = jdbc.sql(
                        """
                        insert into kpi_dirty (instance)
                        select proc_inst_id_ from act_hi_procinst
                        where proc_inst_id_ = root_proc_inst_id_ order by start_time_
                        """)
                .update();
        reportedAt = System.nanoTime();
        log.info("Rebuilding the facts of {} instances", total);
        return total;
    }

    /** Says from time to time how far it is. */
    void report() {
        if (total == 0 || System.nanoTime() - reportedAt < EVERY && left() > 0) {
            return;
        }
        long left = left();
        reportedAt = System.nanoTime();
        if (left == 0) {
            log.info("Rebuilt the facts of {} instances", total);
            total = 0;
        } else {
            long done = Math.max(0, total - left);
            log.info("Rebuilding: {} of {} instances ({} %)", done, total, 100 * done / total);
        }
    }

    private long left() {
        return jdbc.sql("select count(*) from kpi_dirty").query(Long.class).single();
    }
}
