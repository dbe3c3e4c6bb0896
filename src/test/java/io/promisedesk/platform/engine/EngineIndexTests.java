package io.promisedesk.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.PromisedeskTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

@PromisedeskTest
class EngineIndexTests {

    /** As the engine asks it, without what changes nothing about the way it is answered. */
    private static final String NEXT_JOBS =
            """
            explain select res.id_ from act_ru_job res
            where res.retries_ > 0 and (res.duedate_ is null or res.duedate_ <= now())
              and (res.lock_owner_ is null or res.lock_exp_time_ < now()) and res.suspension_state_ = 1
              and (res.exclusive_ = true and not exists (
                      select j2.id_ from act_ru_job j2
                      where j2.process_instance_id_ = res.process_instance_id_ and j2.exclusive_ = true
                        and j2.lock_owner_ is not null and j2.lock_exp_time_ >= now())
                  or res.exclusive_ = false)
            order by res.type_ desc, res.duedate_ limit 30
            """;

    @Autowired
    JdbcClient jdbc;

    @Test
    @Transactional
    void theNextJobsAreFoundWithoutSortingOrReadingAll() {
        // A table of tests is so small that reading all of it is cheaper: is there another way at all?
        jdbc.sql("set local enable_seqscan = off").update();
        jdbc.sql("set local enable_bitmapscan = off").update();

        assertThat(String.join("\n", jdbc.sql(NEXT_JOBS).query(String.class).list()))
                .contains("promisedesk_jobs_due", "promisedesk_jobs_busy")
                .doesNotContain("Sort", "Seq Scan");
    }
}
