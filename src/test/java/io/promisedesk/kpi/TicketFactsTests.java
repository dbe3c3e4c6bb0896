package io.promisedesk.kpi;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.ticket.WaitingFor;
import java.lang.reflect.Proxy;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Tickets that live through the real desk and process: the facts are what happened, to the millisecond. */
@PromisedeskTest
class TicketFactsTests {

    @Autowired
    TicketDesk desk;

    @Autowired
    Miner miner;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Marks marks;

    @Autowired
    MeasuredModels models;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Clock clock;

    @Test
    void aMergedTicketIsInNoFigureAndItsSurvivorAnswersTheOlderQuestion() {
        TicketNumber merged = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        Instant asked = engine.now();
        pass("PT20M");
        TicketNumber survivor = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        Instant received = engine.now();
        pass("PT10M");
        desk.merge(merged, survivor, ANNA);
        desk.reply(survivor, "Because of the tax.", List.of(), false, ANNA);

        miner.mineAll();

        assertThat(fact(merged)).containsEntry("excluded", "merged");
        assertThat(fact(survivor))
                .containsEntry("received_at", Timestamp.from(received))
                .containsEntry("first_asked_at", Timestamp.from(asked))
                .containsEntry("first_response_business", Duration.ofMinutes(30).toMillis());
        assertThat(jdbc.sql(
                                """
                                select c.started_at from kpi_clock c join kpi_ticket t using (instance)
                                where t.excluded is null and c.metric = 'first_response'
                                """)
                        .query((row, n) -> row.getTimestamp(1).toInstant())
                        .list())
                .containsExactly(asked);
    }

    @Test
    void tellsAWholeLife() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        Instant received = engine.now();
        pass("PT7M1.001S");
        desk.claim(ticket, ANNA);
        pass("PT13M0.017S");
        desk.reply(ticket, "Which invoice?", List.of(), true, ANNA);
        Instant firstReply = engine.now();
        pass("PT90M");
        Instant asked = engine.now();
        desk.customerWrote(ticket, TicketSamples.message("The last one.", engine.now()));
        pass("PT1M");
        desk.customerWrote(ticket, TicketSamples.message("Are you there?", engine.now()));
        pass("PT4M0.003S");
        desk.transfer(ticket, "technical", ANNA);
        pass("PT11M");
        desk.claim(ticket, CLARA);
        pass("PT5M");
        Instant firstResolved = engine.now();
        desk.resolve(ticket, "Here is the right one.", CLARA);
        pass("PT2H");
        desk.customerWrote(ticket, TicketSamples.message("Still wrong.", engine.now()));
        pass("PT10M0.5S");
        Instant resolved = engine.now();
        desk.resolve(ticket, "Now it is right.", CLARA);
        pass("PT25M");
        Instant closed = engine.now();
        desk.close(ticket, CLARA);

        assertThat(miner.mineAll()).isEqualTo(1);

        Map<String, Object> fact = fact(ticket);
        assertThat(fact)
                .containsEntry("received_at", Timestamp.from(received))
                .containsEntry("first_reply_at", Timestamp.from(firstReply))
                .containsEntry("first_reply_by", "anna")
                .containsEntry("first_resolved_at", Timestamp.from(firstResolved))
                .containsEntry("resolved_at", Timestamp.from(resolved))
                .containsEntry("resolved_by", "clara")
                .containsEntry("closed_at", Timestamp.from(closed))
                .containsEntry("waiting", Duration.ofMinutes(90).toMillis())
                .containsEntry("waiting_before_resolved", Duration.ofMinutes(90).toMillis())
                .containsEntry("waiting_episodes", 1)
                .containsEntry("transfers", 1)
                .containsEntry("assignments", 2)
                .containsEntry("reopens", 1)
                .containsEntry("replies", 3)
                .containsEntry("team", "technical")
                .containsEntry("channel", "mail")
                // All of it lies within the working hours of one Monday.
                .containsEntry(
                        "full_resolution_business",
                        Duration.between(received, resolved).toMillis())
                .containsEntry(
                        "closure_business", Duration.between(received, closed).toMillis());
        assertThat(segments(ticket))
                .containsExactly(
                        "queue - service PT7M1.001S",
                        "work anna service PT13M0.017S",
                        "waiting-customer anna service PT1H30M",
                        "work anna service PT5M0.003S",
                        "queue - technical PT11M",
                        "work clara technical PT5M",
                        "confirmation clara technical PT2H",
                        "work clara technical PT10M0.5S",
                        "confirmation clara technical PT25M");
        assertThat(exchanges(ticket))
                .containsExactly(
                        received + " " + firstReply + " anna",
                        asked + " " + firstResolved + " clara",
                        firstResolved.plus(Duration.ofHours(2)) + " " + resolved + " clara");
        assertThat(clocks(ticket))
                .containsExactly(
                        "first_response 1 met",
                        "next_response 1 met",
                        "next_response 2 met",
                        "resolution 1 met",
                        "resolution 2 met");
    }

    @Test
    void countsBusinessTimeAcrossTheNightAndTheChangeOfClocks() {
        // Friday 17:00 in Berlin; in the night to Sunday the clocks go forward; Monday 10:00.
        Instant friday = Instant.parse("2026-03-27T16:00:00Z");
        engine.setTime(friday);
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(friday), Actor.CUSTOMER);
        desk.claim(ticket, ANNA);
        engine.setTime(Instant.parse("2026-03-30T08:00:00Z"));
        desk.resolve(ticket, "Done.", ANNA);
        miner.mineAll();

        assertThat(fact(ticket))
                .containsEntry("full_resolution_business", Duration.ofHours(2).toMillis())
                .containsEntry("first_response_business", Duration.ofHours(2).toMillis())
                .containsEntry("requester_wait", Duration.ofHours(64).toMillis())
                .containsEntry("requester_wait_business", Duration.ofHours(2).toMillis());
    }

    @Test
    void resolvesStraightFromWaitingAfterATransferMeanwhile() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        desk.claim(ticket, ANNA);
        pass("PT1M");
        desk.waitFor(ticket, WaitingFor.CUSTOMER, ANNA);
        pass("PT2M");
        desk.transfer(ticket, "technical", ANNA);
        pass("PT3M");
        desk.assign(ticket, "clara", CLARA);
        pass("PT4M");
        desk.resolve(ticket, null, CLARA);
        miner.mineAll();

        assertThat(fact(ticket))
                .containsEntry("waiting", Duration.ofMinutes(9).toMillis())
                .containsEntry("waiting_before_resolved", Duration.ofMinutes(9).toMillis())
                .containsEntry("waiting_episodes", 1)
                .containsEntry("transfers", 1)
                .containsEntry("first_reply_at", null)
                .containsEntry("owner", "clara");
        // Solved without an answer: the exchange ends unanswered, its promise is cancelled.
        assertThat(jdbc.sql("select answered_at is null and dropped_at is not null from kpi_exchange")
                        .query(Boolean.class)
                        .list())
                .containsExactly(true);
    }

    @Test
    void showsMissedPromiseWhileItIsOpenAndItsEscalation() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        desk.claim(ticket, ANNA);
        engine.pass(Duration.ofDays(10));
        engine.runDueJobs();
        miner.mineAll();

        assertThat(clocks(ticket)).containsExactly("first_response 1 missed", "resolution 1 missed");
        assertThat(jdbc.sql("select count(*) from kpi_clock where ended_at is null and due_at < :now")
                        .param("now", Timestamp.from(engine.now()))
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        assertThat((Integer) fact(ticket).get("escalations")).isEqualTo(2);
        // Beside the main line, which stays one line of work.
        assertThat(segments(ticket)).containsExactly("work anna service open");
        assertThat(jdbc.sql("select distinct stage from kpi_segment where not main")
                        .query(String.class)
                        .list())
                .containsExactly("escalation");
    }

    @Test
    void leavesOutWhatWasNoRequest() {
        TicketNumber spam = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        pass("PT1M");
        desk.cancel(spam, "spam", VERA);
        TicketNumber withdrawn = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        pass("PT1M");
        desk.cancel(withdrawn, "withdrawn", VERA);
        miner.mineAll();

        assertThat(fact(spam)).containsEntry("excluded", "spam").containsEntry("closed_at", null);
        assertThat(fact(withdrawn)).containsEntry("excluded", null);
        assertThat(clocks(withdrawn)).containsOnly("first_response 1 cancelled", "resolution 1 cancelled");
    }

    @Test
    void knowsWhatBecameOfHandOvers() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        desk.claim(ticket, ANNA);
        jdbc.sql(
                        """
                        insert into handover_shift (key, team, start_at, end_at, planned_at)
                        values ('early', 'service', :now, :now, :now)
                        """)
                .param("now", Timestamp.from(engine.now()))
                .update();
        jdbc.sql(
                        """
                        insert into handover_line (shift, occasion, team, cause, ticket, sender, receiver, state, offered_at, decided_at)
                        values ('early', 'early', 'service', 'SHIFT_END', :ticket, 'anna', 'boris', 'ACCEPTED', :now, :later)
                        """)
                .param("ticket", ticket.value())
                .param("now", Timestamp.from(engine.now()))
                .param("later", Timestamp.from(engine.now().plusSeconds(90)))
                .update();
        pass("PT2M");
        assertThat(desk.handOver(ticket, "anna", "boris", false, Actor.SYSTEM)).isTrue();
        miner.mineAll();

        assertThat(fact(ticket)).containsEntry("handovers", 1).containsEntry("owner", "boris");
        assertThat(jdbc.sql("select outcome || ' ' || kpi_ms(offered_at, decided_at) from kpi_handover")
                        .query(String.class)
                        .list())
                .containsExactly("accepted 90000");
        assertThat(jdbc.sql(
                                "select cause || ' ' || kpi_ms(offered_at, moved_at) from kpi_handover where resumed_at is null")
                        .query(String.class)
                        .list())
                .containsExactly("shift-end 90000");
        assertThat(segments(ticket)).containsExactly("work anna service PT2M", "work boris service open");
    }

    @Test
    void knowsWhatWasLostAtTheChangeOfHands() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        desk.claim(ticket, ANNA);
        pass("PT5M");
        desk.note(ticket, "She will call again.", List.of(), ANNA);
        pass("PT10M");
        jdbc.sql(
                        """
                        insert into handover_line (occasion, team, cause, ticket, sender, receiver, state, offered_at)
                        values ('absence:1', 'service', 'ABSENCE', :ticket, 'anna', 'boris', 'AUTOMATIC', :now)
                        """)
                .param("ticket", ticket.value())
                .param("now", Timestamp.from(engine.now()))
                .update();
        desk.handOver(ticket, "anna", "boris", true, Actor.SYSTEM);
        pass("PT20M");
        desk.note(ticket, "I have called her.", List.of(), BORIS);
        miner.mineAll();

        assertThat(jdbc.sql("select cause || ' ' || kpi_ms(left_at, resumed_at) from kpi_handover")
                        .query(String.class)
                        .list())
                .containsExactly("absence " + Duration.ofMinutes(30).toMillis());
    }

    @Test
    void countsAnOfferThatNobodyAnswered() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        jdbc.sql(
                        """
                        insert into handover_shift (key, team, start_at, end_at, planned_at)
                        values ('early', 'service', :now, :now, :now)
                        """)
                .param("now", Timestamp.from(engine.now()))
                .update();
        for (String[] line :
                new String[][] {{"WITHDRAWN", "unanswered"}, {"WITHDRAWN", "solved"}, {"KEPT", null}, {"OFFERED", null}
                }) {
            jdbc.sql(
                            """
                            insert into handover_line (shift, occasion, team, cause, ticket, sender, receiver, state, reason, offered_at)
                            values ('early', 'early', 'service', 'SHIFT_END', :ticket, 'anna', 'boris', :state, :reason, :now)
                            """)
                    .param("ticket", ticket.value())
                    .param("state", line[0])
                    .param("reason", line[1])
                    .param("now", Timestamp.from(engine.now()))
                    .update();
        }
        miner.mineAll();

        assertThat(jdbc.sql("select outcome from kpi_handover order by line")
                        .query(String.class)
                        .list())
                .containsExactly("unanswered", "withdrawn", "kept", "offered");
    }

    @Test
    void knowsTheTierOfTheCustomer() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        jdbc.sql("update people_customer set tier = 'gold'").update();
        miner.mineAll();

        assertThat(fact(ticket)).containsEntry("tier", "gold");
    }

    @Test
    void minesAgainWhatOnlyTheRoomKnows() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        miner.mineAll();
        desk.change(ticket, null, "warranty", null, VERA);
        assertThat(miner.mineAll()).isEqualTo(1);
        assertThat(fact(ticket)).containsEntry("category", "warranty");
    }

    @Test
    void countsMailThatWasReadLateAsTheLedgerDoes() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        Instant received = engine.now();
        desk.claim(ticket, ANNA);
        pass("PT20M");
        Instant firstReply = engine.now();
        desk.reply(ticket, "Which invoice?", List.of(), false, ANNA);
        pass("PT10M");
        Instant late = engine.now().minus(Duration.ofMinutes(25));
        desk.customerWrote(ticket, TicketSamples.message("One thing more.", late));
        pass("PT30M");
        Instant secondReply = engine.now();
        desk.reply(ticket, "Noted.", List.of(), false, ANNA);
        pass("PT10M");
        Instant afterSolution = engine.now().minus(Duration.ofMinutes(5));
        desk.resolve(ticket, null, ANNA);
        pass("PT10M");
        desk.customerWrote(ticket, TicketSamples.message("Written before you solved it.", afterSolution));
        miner.mineAll();

        assertThat(exchanges(ticket))
                .containsExactly(
                        received + " " + firstReply + " anna",
                        late + " " + secondReply + " anna",
                        afterSolution + " - -");
        assertThat(jdbc.sql(
                                """
                                select e.asked_at = k.started_at and e.answered_at is not distinct from k.ended_at
                                from kpi_exchange e
                                join kpi_clock k on k.instance = e.instance and k.metric like '%response'
                                    and k.started_at = e.asked_at
                                """)
                        .query(Boolean.class)
                        .list())
                .containsExactly(true, true, true);
    }

    @Test
    void oneTicketThatCannotBeMinedHoldsUpNoOther() {
        TicketNumber broken = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        TicketNumber sound = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        ClockDesk unreadable = (ClockDesk) Proxy.newProxyInstance(
                ClockDesk.class.getClassLoader(), new Class<?>[] {ClockDesk.class}, (proxy, method, arguments) -> {
                    if (arguments[0] instanceof Collection<?> asked && asked.contains(broken.value())) {
                        throw new IllegalStateException("unreadable ledger");
                    }
                    return method.invoke(clocks, arguments);
                });

        assertThat(new Miner(jdbc, transactions, marks, models, unreadable, clock).mineAll())
                .isEqualTo(2);

        assertThat(fact(sound)).containsEntry("team", "service");
        assertThat(jdbc.sql("select reason from kpi_failed").query(String.class).list())
                .containsExactly("java.lang.IllegalStateException: unreadable ledger");
    }

    private void pass(String duration) {
        engine.pass(Duration.parse(duration));
    }

    private Map<String, Object> fact(TicketNumber ticket) {
        return jdbc.sql("select * from kpi_ticket where number = :number")
                .param("number", ticket.value())
                .query()
                .singleRow();
    }

    private List<String> segments(TicketNumber ticket) {
        return jdbc.sql(
                        """
                        select stage, s.owner, s.team, kpi_ms(start_at, end_at) as ms from kpi_segment s
                        join kpi_ticket t using (instance)
                        where t.number = :number and main order by n
                        """)
                .param("number", ticket.value())
                .query((row, i) -> {
                    long ms = row.getLong("ms");
                    String length =
                            row.wasNull() ? "open" : Duration.ofMillis(ms).toString();
                    String owner = row.getString("owner");
                    return row.getString("stage") + " " + (owner == null ? "-" : owner) + " " + row.getString("team")
                            + " " + length;
                })
                .list();
    }

    private List<String> exchanges(TicketNumber ticket) {
        return jdbc.sql(
                        """
                        select asked_at, answered_at, answered_by from kpi_exchange
                        join kpi_ticket t using (instance)
                        where t.number = :number order by n
                        """)
                .param("number", ticket.value())
                .query((row, i) -> row.getTimestamp("asked_at").toInstant() + " "
                        + (row.getTimestamp("answered_at") == null
                                ? "- -"
                                : row.getTimestamp("answered_at").toInstant() + " " + row.getString("answered_by")))
                .list();
    }

    private List<String> clocks(TicketNumber ticket) {
        return jdbc.sql(
                        """
                        select metric || ' ' || k.n || ' ' || k.verdict from kpi_clock k
                        join kpi_ticket t using (instance)
                        where t.number = :number order by metric, k.n
                        """)
                .param("number", ticket.value())
                .query(String.class)
                .list();
    }
}
