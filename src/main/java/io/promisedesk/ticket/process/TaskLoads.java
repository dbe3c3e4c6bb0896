package io.promisedesk.ticket.process;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How much people have to do, read where the engine keeps it: each open ticket is one owner's task, which shows how urgent
 * it is. One look for all of them; to replay the clocks of some thousand tickets would take seconds.
 */
@Component
public class TaskLoads {

    /**
     * @param open tickets that are not over
     * @param inHand those to be worked on now
     * @param weight all of them, weighed by {@link #WEIGHT}
     */
    public record Load(int open, int inHand, double weight) {

        public static final Load NONE = new Load(0, 0, 0);
    }

    /**
     * What is overdue weighs 3, what is at risk 2, else by priority from ½ to 1¾. What waits for somebody else may come back
     * any time: a quarter. What is solved weighs nothing.
     */
    private static final String WEIGHT =
            """
            case when task_def_key_ = 'userTask_confirmResolution' then 0
                 else case when task_def_key_ = 'userTask_workOnTicket' then 1.0 else 0.25 end
                    * case when priority_ >= 90 or due_date_ <= :now then 3.0
                           when priority_ >= 70 then 2.0
                           when priority_ >= 65 then 1.75
                           when priority_ >= 60 then 1.5
                           when priority_ >= 50 then 1.0
                           else 0.5 end
            end
            """;

    private static final String[] TASKS = {
        TicketProcess.WORK_ON_TICKET,
        TicketProcess.AWAIT_CUSTOMER,
        TicketProcess.AWAIT_THIRD_PARTY,
        TicketProcess.CONFIRM_RESOLUTION
    };

    private final JdbcClient jdbc;

    TaskLoads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those who own nothing are missing. */
    public Map<String, Load> of(Collection<String> people, Instant now) {
        record Row(String person, Load load) {}
        List<Row> rows = jdbc.sql(
                        """
                        select assignee_, count(*) open, count(*) filter (where task_def_key_ = 'userTask_workOnTicket') in_hand,
                            sum(%s) weight
                        from act_ru_task where assignee_ = any (:people) and task_def_key_ = any (:tasks)
                        group by assignee_
                        """
                                .formatted(WEIGHT))
                .param("people", people.toArray(String[]::new))
                .param("tasks", TASKS)
                .param("now", Timestamp.from(now))
                .query((row, n) -> new Row(
                        row.getString("assignee_"),
                        new Load(row.getInt("open"), row.getInt("in_hand"), row.getDouble("weight"))))
                .list();
        return rows.stream().collect(Collectors.toMap(Row::person, Row::load));
    }
}
