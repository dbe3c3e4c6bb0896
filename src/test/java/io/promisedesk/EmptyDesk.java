package io.promisedesk;

import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Before each test: the clock stands at {@link Engine#MONDAY_MORNING}, nobody is authenticated, and all that runs or
 * ran is gone. What was deployed and who works here stay.
 */
public class EmptyDesk implements BeforeEachCallback, AfterEachCallback {

    @Override
    public void beforeEach(ExtensionContext test) {
        empty(SpringExtension.getApplicationContext(test), Engine.MONDAY_MORNING);
    }

    /** Empties the desk of that application and sets everybody's clock. */
    public static void empty(ApplicationContext context, Instant now) {
        context.getBean(IdentityService.class).clearAuthentication();
        JdbcClient jdbc = context.getBean(JdbcClient.class);
        List<String> tables = jdbc.sql(
                        """
                        select tablename from pg_tables where schemaname = 'public' and (
                            tablename ~ '^(ticket|channel|notification|handover|kpi|workplace|roster)_'
                            or tablename in ('sla_clock', 'sla_clock_event', 'sla_rung', 'people_customer', 'platform_link_used')
                            or tablename like 'act_hi_%'
                            or tablename like 'act_ru_%' and tablename not in ('act_ru_authorization', 'act_ru_filter', 'act_ru_job', 'act_ru_jobdef'))
                        """)
                .query(String.class)
                .list();
        jdbc.sql("truncate " + String.join(", ", tables) + " cascade").update();
        jdbc.sql("delete from act_ru_job where process_instance_id_ is not null")
                .update();
        jdbc.sql("delete from act_ru_authorization where resource_type_ = 7 and resource_id_ <> '*'")
                .update();
        ClockUtil.setCurrentTime(java.util.Date.from(now));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        SpringExtension.getApplicationContext(test)
                .getBean(IdentityService.class)
                .clearAuthentication();
        ClockUtil.reset();
    }
}
