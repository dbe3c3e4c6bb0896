package io.promisedesk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.kpi.Miner;
import io.promisedesk.people.RecordedNames;
import io.promisedesk.people.RecordedNamesAnew;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.engine.MembershipsChanged;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.replay.process.ReplayClock;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketRecords;
import io.promisedesk.ticket.TicketSamples;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** What becomes of the rows: on the ticket, in the engine's history as the miner reads it, and in the report. */
@PromisedeskTest
class ReplayTests {

    private static final String HEADER = "ticket,seq,at,event,actor,team,priority,channel,category,customer\n";

    @Autowired
    TicketRecords records;

    @Autowired
    TicketDesk desk;

    @Autowired
    Miner miner;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    IdentityService identity;

    @Autowired
    EngineUsers users;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Engine engine;

    private RecordedNames names;
    private ReplayTables tables;

    @BeforeEach
    void begin() {
        forget();
        names = RecordedNamesAnew.of(users, jdbc, events);
        tables = new ReplayTables(jdbc);
        tables.begin("history.csv", "digest", engine.now());
    }

    @AfterEach
    void forget() {
        jdbc.sql("select id from people_recorded where kind = 'agent'")
                .query(String.class)
                .list()
                .forEach(identity::deleteUser);
        jdbc.sql("select id from people_recorded where kind = 'team'")
                .query(String.class)
                .list()
                .forEach(team -> {
                    identity.deleteGroup(team);
                    jdbc.sql("delete from people_team where key = :key")
                            .param("key", team)
                            .update();
                });
        jdbc.sql("truncate replay_run, replay_ticket, replay_fault, people_recorded")
                .update();
        events.publishEvent(new MembershipsChanged());
    }

    @Test
    void whatHappensWhileATicketWaitsOrIsResolvedChangesNoState() throws IOException {
        replay(
                """
                A,0,2016-04-04T08:00:00Z,created,,,moderate,phone,Printer,Kim
                A,1,2016-04-04T08:10:00Z,assigned,Ann Lee,Desk 1,,,,
                A,2,2016-04-04T08:20:00Z,replied,Ann Lee,Desk 1,,,,
                A,3,2016-04-04T08:30:00Z,waiting,Ann Lee,Desk 1,,,,
                A,4,2016-04-04T08:40:00Z,assigned,Bob,Desk 1,,,,
                A,5,2016-04-04T08:50:00Z,transferred,,Desk 2,,,,
                A,6,2016-04-04T09:30:00Z,resumed,,Desk 2,,,,
                A,7,2016-04-04T09:30:00Z,resolved,,Desk 2,,,,
                A,8,2016-04-04T09:40:00Z,assigned,Bob,Desk 2,,,,
                A,9,2016-04-04T09:50:00Z,transferred,,Desk 1,,,,
                A,10,2016-04-09T09:50:00Z,closed,,Desk 1,,,,
                """);

        assertThat(tables.faults()).isEmpty();
        Map<String, Object> fact = fact("A");
        assertThat(fact)
                .containsEntry("transfers", 2)
                .containsEntry("assignments", 3)
                .containsEntry("waiting_episodes", 1)
                .containsEntry("reopens", 0)
                .containsEntry("team", "desk1");
        assertThat(hours(fact, "waiting")).isEqualTo("1.0000");
        assertThat(hours("A", "resolved_at - received_at")).isEqualTo("1.5000");
        assertThat(hours("A", "closed_at - received_at")).isEqualTo("121.8333");
        assertThat(hours("A", "first_reply_at - received_at")).isEqualTo("0.3333");
    }

    @Test
    void aTeamThatComesAlongWithWhoeverTakesATicketIsNoTransferOneThatNobodyHasIs() throws IOException {
        replay(
                """
                A,0,2016-04-04T08:00:00Z,created,,,moderate,phone,Printer,
                A,1,2016-04-04T08:00:00Z,transferred,,,,,,
                A,2,2016-04-04T08:00:00Z,transferred,,Desk 1,,,,
                A,3,2016-04-04T08:00:00Z,transferred,,Desk 1,,,,
                A,4,2016-04-04T08:00:00Z,transferred,,,,,,
                A,5,2016-04-04T08:00:00Z,assigned,Ann Lee,Desk 2,,,,
                A,6,2016-04-04T08:00:00Z,assigned,Ann Lee,Desk 2,,,,
                A,7,2016-04-04T08:00:00Z,transferred,,,,,,
                A,8,2016-04-04T08:00:00Z,replied,,Desk 3,,,,
                A,9,2016-04-04T08:00:00Z,waiting,,,,,,
                """);

        assertThat(tables.faults()).isEmpty();
        assertThat(fact("A"))
                .containsEntry("transfers", 5)
                .containsEntry("assignments", 2)
                .containsEntry("replies", 1)
                .containsEntry("first_reply_by", "unknown")
                .containsEntry("team", "desk3");
        // A millisecond apart, in the order of the file.
        assertThat(jdbc.sql(
                                """
                                select array_agg(extract(milliseconds from at)::int order by n) from kpi_event
                                where kind in ('transferred', 'assigned', 'reply', 'waiting')
                                """)
                        .query((row, n) -> List.of((Integer[]) row.getArray(1).getArray()))
                        .single())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aRowThatTheStateForbidsIsReportedAndTheTicketGoesOn() throws IOException {
        replay(
                """
                X,1,2016-04-04T07:00:00Z,assigned,Ann Lee,Desk 1,,,,
                A,0,2016-04-04T08:00:00Z,created,,,moderate,phone,Printer,Kim
                B,0,2016-04-04T08:00:00Z,created,,,urgent,phone,Printer,Kim
                A,1,2016-04-04T08:10:00Z,closed,,,,,,
                A,1,2016-04-04T08:20:00Z,resolved,Ann Lee,Desk 1,,,,
                A,1,2016-04-04T08:20:00Z,resolved,Ann Lee,Desk 1,,,,
                A,2,2016-04-04T08:30:00Z,resumed,,,,,,
                B,1,2016-04-04T08:40:00Z,assigned,Ann Lee,Desk 1,,,,
                A,0,2016-04-04T08:50:00Z,created,,,moderate,phone,Printer,Kim
                A,3,2016-04-04T09:00:00Z,closed,,,,,,
                A,4,2016-04-04T09:10:00Z,reopened,,,,,,
                """);

        assertThat(tables.faults())
                .extracting(fault -> fault.line() + " " + fault.ticket() + ": " + fault.reason())
                .containsExactly(
                        "2 X: no row has created this ticket",
                        "4 B: priority \"urgent\" is none of low, moderate, high, critical",
                        "5 A: the ticket is new",
                        "7 A: duplicate: the ticket had seq 1 before",
                        "8 A: the ticket is resolved",
                        "9 B: this ticket is unknown: its first row, on line 4, was left out",
                        "10 A: duplicate: the ticket was created on line 3",
                        "12 A: the ticket is closed");
        assertThat(tables.run()).get().satisfies(run -> {
            assertThat(run.events()).isEqualTo(3);
            assertThat(run.position()).isEqualTo(12);
        });
    }

    @Test
    void goesOnAfterABreakAsIfThereHadBeenNone() throws IOException {
        String whole =
                """
                A,0,2016-04-04T08:00:00Z,created,,,moderate,phone,Printer,Kim
                A,1,2016-04-04T08:00:00Z,assigned,Ann Lee,Desk 1,,,,
                A,1,2016-04-04T08:00:00Z,replied,Ann Lee,Desk 1,,,,
                A,2,2016-04-04T08:00:00Z,replied,Ann Lee,Desk 1,,,,
                B,0,2016-04-04T08:30:00Z,created,,,high,phone,Printer,Kim
                A,3,2016-04-04T09:00:00Z,resolved,Ann Lee,Desk 1,,,,
                """;
        happen(whole, 1, 4);
        assertThat(tables.run()).get().extracting(ReplayTables.Run::position).isEqualTo(4L);

        happen(whole, 4, 99);

        assertThat(tables.faults()).extracting(Row.Fault::line).containsExactly(4);
        assertThat(jdbc.sql("select count(*) from ticket_ticket")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        miner.mineAll();
        assertThat(jdbc.sql(
                                "select extract(milliseconds from first_reply_at)::int from kpi_ticket where number = :number")
                        .param("number", number("A").value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void twoWhoReplayAtOnceDoNotBothDoARow() throws IOException {
        Replay one = replay();
        Replay other = replay();
        HistoryRows rows = rows("A,0,2016-04-04T08:00:00Z,created,,,low,phone,c,k\n");
        Row row = rows.next();
        one.standAt(1);
        other.standAt(1);
        one.happen(row);

        assertThatThrownBy(() -> other.happen(row)).isInstanceOf(RuntimeException.class);
        assertThat(jdbc.sql("select count(*) from ticket_ticket")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void nobodyIsToldAndNobodyElseMovesWhatIsRecorded() throws IOException {
        replay(
                """
                A,0,2016-04-04T08:00:00Z,created,,,critical,mail,Printer,Kim
                A,1,2016-04-04T08:10:00Z,assigned,Ann Lee,Desk 1,,,,
                A,2,2016-04-04T20:20:00Z,replied,Ann Lee,Desk 1,,,,
                """);
        TicketNumber number = number("A");
        engine.setTime(Instant.parse("2026-03-02T09:00:00Z"));
        Actor ada = new Actor("admin", Set.of(Role.ADMIN), Set.of());

        assertThatThrownBy(() -> desk.assign(number, "anna", ada)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> desk.reply(number, "Hello", List.of(), false, ada))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> desk.note(number, "Hello", List.of(), Actor.SYSTEM))
                .isInstanceOf(Refusal.class);
        assertThat(desk.handOver(number, names.agent("Ann Lee"), "anna", true, Actor.SYSTEM))
                .isFalse();
        assertThat(desk.openTicketsOf(names.agent("Ann Lee"))).isEmpty();
        // Mail to it opens a ticket of today.
        TicketNumber today = desk.customerWrote(number, TicketSamples.message("And now?", engine.now()));
        assertThat(today).isNotEqualTo(number);
        engine.runDueJobs();

        assertThat(jdbc.sql("select count(*) from notification_mail where ticket = :number")
                        .param("number", number.value())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select count(*) from notification_notice")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql(
                                """
                                select count(*) from act_ru_job j
                                join ticket_ticket t on t.process_instance = j.root_proc_inst_id_
                                where t.number = :number and j.duedate_ < '9999-01-01'
                                """)
                        .param("number", number.value())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select verdict from sla_clock where subject = :number and metric = 'first_response'")
                        .param("number", number.value())
                        .query(String.class)
                        .single())
                .isEqualTo("missed");
    }

    @Test
    void namesThatLookAlikeStayApart() throws IOException {
        replay(
                """
                A,0,2016-04-04T08:00:00Z,created,,,low,phone,c,Kim A
                B,0,2016-04-04T08:00:00Z,created,,,low,phone,c,Kima
                A,1,2016-04-04T08:10:00Z,assigned,Ann Lee,Desk 1,,,,
                B,1,2016-04-04T08:10:00Z,assigned,AnnLee,desk-1,,,,
                """);

        assertThat(tables.faults()).isEmpty();
        assertThat(jdbc.sql("select distinct owner from ticket_ticket order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("AnnLee", "AnnLeex2");
        assertThat(jdbc.sql("select count(distinct customer_id) from ticket_ticket")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(jdbc.sql("select count(distinct team) from ticket_ticket")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    private void replay(String rows) throws IOException {
        happen(rows, 1, Integer.MAX_VALUE);
        miner.mineAll();
    }

    /** One run: what was dealt with up to a line is remembered, the rest happens, up to another line. */
    private void happen(String text, int from, int to) throws IOException {
        Replay replay = replay();
        replay.standAt(from);
        Replay.Remembering remembering = replay.new Remembering();
        HistoryRows rows = rows(text);
        for (Row row = rows.next(); row != null && row.line() <= to; row = rows.next()) {
            if (row.line() <= from) {
                remembering.remember(row);
            } else {
                replay.happen(row);
            }
        }
    }

    private static HistoryRows rows(String text) throws IOException {
        return new HistoryRows(new StringReader(HEADER + text), Engine.MONDAY_MORNING);
    }

    private Replay replay() {
        return new Replay(records, names, tables, new ReplayClock(), transactions);
    }

    private TicketNumber number(String name) {
        return tables.tickets().get(name);
    }

    private Map<String, Object> fact(String name) {
        return jdbc.sql("select * from kpi_ticket where number = :number")
                .param("number", number(name).value())
                .query()
                .singleRow();
    }

    private static String hours(Map<String, Object> fact, String column) {
        return "%.4f".formatted(((Number) fact.get(column)).doubleValue() / 3_600_000);
    }

    private String hours(String name, String difference) {
        return "%.4f"
                .formatted(jdbc.sql("select extract(epoch from " + difference
                                + ") / 3600 from kpi_ticket where number = :number")
                        .param("number", number(name).value())
                        .query(Double.class)
                        .single());
    }
}
