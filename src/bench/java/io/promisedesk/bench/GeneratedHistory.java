package io.promisedesk.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * A history as large as wanted: some tickets are lived through by the real application, the others are copies of their rows
 * in all tables that figures are mined from, spread over two years up to now. The engine's tables are copied whole, also
 * those that no figure needs, so that sizes compare.
 */
final class GeneratedHistory {

    private static final List<String> ENGINE = List.of(
            "act_hi_procinst",
            "act_hi_actinst",
            "act_hi_taskinst",
            "act_hi_varinst",
            "act_hi_detail",
            "act_hi_identitylink",
            "act_hi_op_log",
            "act_hi_job_log",
            "act_hi_decinst",
            "act_hi_ext_task_log",
            "act_hi_incident");

    /** Each with how its rows find their template. */
    private static final List<String[]> ROOMS = List.of(
            new String[] {"ticket_ticket", "t.number = r.number"},
            new String[] {"ticket_message", "t.number = r.ticket"},
            new String[] {"ticket_audit", "t.number = r.ticket"},
            new String[] {"sla_clock", "t.number = r.subject"},
            new String[] {
                "sla_clock_event", "t.number = (select c.subject from sla_clock c where c.id = r.clock and c.id < 10000000)"
            });

    private static final long CHUNK = 500;

    private final BenchDesk desk;

    GeneratedHistory(BenchDesk desk) {
        this.desk = desk;
    }

    /** Learns the closed tickets that are there as templates. */
    void learn() throws SQLException, IOException {
        try (var sql = Objects.requireNonNull(GeneratedHistory.class.getResourceAsStream("/bench/history.sql"))) {
            desk.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
        desk.execute(
                """
                insert into bench_template select row_number() over (order by number), number, process_instance
                from ticket_ticket where closed_at is not null
                """);
    }

    /**
     * Copies until there are so many tickets more; each call begins where the last one ended.
     *
     * @param copiesBefore of each template, by earlier calls
     * @param copies of each template, altogether when all calls are done: how the two years are divided
     */
    void copy(long copiesBefore, long copiesThen, long copies) throws SQLException {
        for (long first = copiesBefore + 1; first <= copiesThen; first += CHUNK) {
            long last = Math.min(copiesThen, first + CHUNK - 1);
            StringBuilder all = new StringBuilder("set session_replication_role = replica; set synchronous_commit = off;");
            for (String table : ENGINE) {
                all.append(copy(table, "t.instance = r.root_proc_inst_id_", first, last, copies));
            }
            for (String[] table : ROOMS) {
                all.append(copy(table[0], table[1], first, last, copies));
            }
            desk.execute(all.toString());
        }
    }

    private static String copy(String table, String key, long first, long last, long copies) {
        return "select bench_copy('%s', '%s', %d, %d, %d);".formatted(table, key, first, last, copies);
    }

    int templates() throws SQLException {
        return (int) desk.count("select count(*) from bench_template");
    }

    /** Bytes on disk with indexes. */
    long historySize() throws SQLException {
        return desk.count(
                "select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relkind = 'r' and c.relname like 'act\\_hi\\_%'");
    }

    long factSize() throws SQLException {
        return desk.count(
                "select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relkind = 'r' and c.relname like 'kpi\\_%'");
    }
}
