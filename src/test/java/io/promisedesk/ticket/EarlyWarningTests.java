package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The customer hears before the deadline that it takes longer. The question about an invoice is promised to be solved
 * within 18 working hours: received on Monday at 10:00, due on Wednesday at 10:00 in Berlin; 90 % are over on Tuesday at
 * 17:12.
 */
@PromisedeskTest
class EarlyWarningTests {

    private static final Instant DUE = Instant.parse("2026-03-04T09:00:00Z");
    private static final Duration SPENT = Duration.ofMinutes(16 * 60 + 12);

    /** Hours in which solved tickets waited for their customers, and which therefore do not count. */
    private static final int WAITED = 6;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    TicketEscalations escalations;

    @Autowired
    TicketMoves moves;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    ClockDesk clocks;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @LocalServerPort
    int port;

    @Test
    void namesTheTimeByWhichThreeInFourComparableTicketsWereSolved() {
        TicketNumber number = open("en");
        // Of those that took longer than 16:12 h, three in four needed at most 3 h more; the quick ones do not count.
        solved(number, 15, SPENT.plusHours(3));
        solved(number, 5, SPENT.plusHours(30));
        solved(number, 40, Duration.ofHours(2));

        nearlyLate(number);

        String mail = mail();
        assertThat(mail)
                .contains("It takes longer than we promised", "Hello Mia Brown,")
                .contains("Promised by: Wed 4 March, 10:00 (Berlin)")
                // 48 minutes are left of Tuesday, 2:12 h are Wednesday's until 11:12.
                .contains("We now expect: Wed 4 March, 11:15 (Berlin)")
                .contains("three in four were solved by then");
        assertThat(told(number)).singleElement().satisfies(entry -> assertThat(entry.detail())
                .contains("\"expected\": \"2026-03-04T10:15:00Z\"", "\"tickets\": 20")
                .contains("\"comparison\": \"team-category-priority\""));
        // Nobody is let off: the deadline stays where it was.
        assertThat(clock(number).due()).isEqualTo(DUE);
        assertThat(page(number, "en"))
                .contains("The customer was told: Wed 4 March, 11:15", "three in four of 20 comparable tickets");
        assertThat(page(number, "ru")).contains("Клиенту назван срок: ср 4 марта, 11:15");
    }

    @Test
    void asksWiderCirclesWhereFewTicketsCompare() {
        TicketNumber number = open("en");
        solved(number, 19, SPENT.plusHours(3));
        solved("service", "other", "low", 1, SPENT.plusHours(3));

        nearlyLate(number);

        assertThat(told(number)).singleElement().satisfies(entry -> assertThat(entry.detail())
                .contains("\"comparison\": \"team\""));
    }

    @Test
    void inventsNoTimeWhereTooFewTicketsCompare() {
        TicketNumber number = open("ru");
        solved(number, 19, SPENT.plusHours(3));
        solved(number, 40, SPENT.minusMinutes(1));
        // Time of another calendar says nothing, nor do tickets of long ago.
        solved(number, 40, SPENT.plusHours(1));
        jdbc.sql("update kpi_ticket set calendar = 'always' where full_resolution_business = :long")
                .param("long", SPENT.plusHours(1 + WAITED).toMillis())
                .update();
        solved(number, 40, SPENT.plusHours(2));
        jdbc.sql("update kpi_ticket set resolved_at = :ago where full_resolution_business = :long")
                .param("ago", Timestamp.from(engine.now().minus(Duration.ofDays(91))))
                .param("long", SPENT.plusHours(2 + WAITED).toMillis())
                .update();

        nearlyLate(number);

        assertThat(mail())
                .contains("Теперь ожидаем: пока не можем честно назвать срок")
                .doesNotContain("Напишем вам до", "три из четырёх");
        assertThat(told(number)).singleElement().satisfies(entry -> assertThat(entry.detail())
                .doesNotContain("expected"));
        assertThat(page(number, "ru")).contains("Клиенту сообщили о задержке");
    }

    @Test
    void saysWhenItWritesAgainWhereItCannotNameATime() {
        TicketNumber number = open("en");
        promiseNews(number, Duration.ofHours(27));

        nearlyLate(number);

        assertThat(mail()).contains("we cannot name an honest time yet", "You hear from us by: Thu 5 March, 10:00");
    }

    @Test
    void leavesItToTheAgentWhoHasPromisedToWriteBefore() {
        TicketNumber number = open("en");
        promiseNews(number, Duration.ofHours(17));

        nearlyLate(number);

        assertThat(mails()).isZero();
        assertThat(notTold(number)).contains("news-promised");
    }

    @Test
    void saysNothingUntrueWhereFiguresKeepThePromise() {
        TicketNumber number = open("en");
        solved(number, 40, SPENT.plusMinutes(30));

        nearlyLate(number);

        assertThat(mails()).isZero();
        assertThat(notTold(number)).contains("figures");
        assertThat(page(number, "en"))
                .contains("The customer was not told of a delay: comparable tickets are solved in time");
    }

    @Test
    void tellsAlsoWhereSomebodyHasTakenMoreTimeWithoutAWord() {
        TicketNumber number = open("en");
        extend(number);
        assertThat(mails()).isZero();

        engine.setTime(Instant.parse("2026-03-04T10:30:00Z"));
        escalations.climb(number, "resolution", Ladder.Phase.AT_RISK);

        // What the customer knows of is the first promise; the team has set itself another.
        assertThat(mail())
                .contains("Promised by: Wed 4 March, 10:00", "We now expect: Wed 4 March, 12:00")
                .doesNotContain("three in four");
        assertThat(told(number)).hasSize(1);
    }

    @Test
    void tellsAtOnceWhereMoreTimeIsTakenAfterTheRungThatToldNobody() {
        TicketNumber number = open("en");
        solved(number, 40, SPENT.plusMinutes(30));
        nearlyLate(number);
        assertThat(notTold(number)).contains("figures");

        extend(number);

        assertThat(mail())
                .contains("Promised by: Wed 4 March, 10:00", "We now expect: Wed 4 March, 12:00")
                .doesNotContain("three in four", "The part comes later.");
        assertThat(told(number)).hasSize(1);
    }

    @Test
    void tellsOfMoreTimeNeitherMachinesNorWhoWaitsForAnAnswer() {
        TicketNumber number = open("en");
        desk.change(number, Priority.HIGH, null, null, VERA);
        extend(number, "response");
        assertThat(told(number)).as("of an answer that is late").isEmpty();

        jdbc.sql("update ticket_message set no_auto_reply = true").update();
        extend(number, "resolution");

        assertThat(mails()).isZero();
        assertThat(told(number)).isEmpty();
        assertThat(notTold(number)).contains("automatic-sender");
    }

    @Test
    void tellsEverybodyAlthoughFiguresDoNotAnswer() {
        TicketNumber number = open("en");

        transactions.executeWithoutResult(status -> {
            jdbc.sql("lock table kpi_ticket in access exclusive mode").update();
            CompletableFuture.runAsync(() -> nearlyLate(number))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        });

        assertThat(mail()).contains("we cannot name an honest time yet");
        assertThat(told(number)).hasSize(1);
        assertThat(views.audit(number, VERA))
                .extracting(TicketView.Entry::action)
                .contains("escalated");
    }

    @Test
    void namesNoOtherTimeThanAPersonHasNamed() {
        TicketNumber number = open("en");
        desk.change(number, Priority.HIGH, null, null, VERA);
        extend(number);
        assertThat(page(number, "en")).contains("The customer was told: Tue 3 March, 12:00");

        engine.setTime(Instant.parse("2026-03-03T10:30:00Z"));
        escalations.climb(number, "resolution", Ladder.Phase.AT_RISK);

        assertThat(mail()).contains("The part comes later.").doesNotContain("three in four");
        assertThat(told(number)).hasSize(1);
    }

    @Test
    void neverWritesToMachines() {
        TicketNumber number = open("en");
        jdbc.sql("update ticket_message set no_auto_reply = true").update();

        nearlyLate(number);

        assertThat(mails()).isZero();
        assertThat(notTold(number)).contains("automatic-sender");
    }

    @Test
    void tellsOnceForEachClock() {
        TicketNumber number = open("en");
        nearlyLate(number);
        nearlyLate(number);
        jdbc.sql("delete from sla_rung").update();
        nearlyLate(number);

        assertThat(mails()).isEqualTo(1);
        assertThat(told(number)).hasSize(1);
    }

    @Test
    void tellsTheCustomerAlthoughAColleagueHasAcknowledged() {
        TicketNumber number = open("en");
        escalations.acknowledge(number, "resolution", VERA);

        nearlyLate(number);

        assertThat(mails()).isEqualTo(1);
        assertThat(views.audit(number, VERA))
                .extracting(TicketView.Entry::action)
                .doesNotContain("escalated");
    }

    @Test
    void waitsWhileTheTicketWaitsForTheCustomer() {
        TicketNumber number = open("en");
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);

        nearlyLate(number);

        assertThat(mails()).isZero();
        assertThat(notTold(number)).isEmpty();
    }

    @Test
    void tellsTheCustomerAloneOnTheQuietLadder() {
        TicketNumber number = open("en");
        desk.change(number, Priority.LOW, null, null, VERA);
        // 45 hours, of which three quarters are over on Thursday at 16:45, and 90 % on Friday at 14:30.
        engine.setTime(Instant.parse("2026-03-05T16:00:00Z"));
        escalations.climb(number, "resolution", Ladder.Phase.AT_RISK);
        long asked = notices();
        assertThat(mails()).isZero();

        engine.setTime(Instant.parse("2026-03-06T15:00:00Z"));
        escalations.climb(number, "resolution", Ladder.Phase.AT_RISK);

        assertThat(mails()).isEqualTo(1);
        assertThat(told(number)).hasSize(1);
        assertThat(notices()).as("of supervisors and owners").isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T09:00:00Z, 2026-03-02T10:00:00Z, 2026-03-02T10:00:00Z",
        "2026-03-02T09:00:00Z, 2026-03-02T10:00:01Z, 2026-03-02T10:15:00Z",
        "2026-03-02T09:00:00Z, 2026-03-02T10:46:00Z, 2026-03-02T11:00:00Z",
        "2026-03-02T09:00:00Z, 2026-03-03T09:00:00.001Z, 2026-03-03T09:30:00Z",
        "2026-03-02T09:00:00Z, 2026-03-03T09:31:00Z, 2026-03-03T10:30:00Z",
    })
    void roundsUpAsPeopleNameTimes(Instant now, Instant at, Instant named) {
        // Half an hour off UTC: hours are those of the clock on the wall.
        assertThat(EarlyWarning.sensible(at, now, ZoneId.of("Asia/Kolkata"))).isEqualTo(named);
    }

    private TicketNumber open(String language) {
        NewTicket mail = invoiceQuestion();
        TicketNumber number = desk.open(
                new NewTicket(
                        mail.subject(),
                        mail.message(),
                        mail.customerEmail(),
                        mail.customerName(),
                        mail.channel(),
                        mail.priority(),
                        mail.category(),
                        mail.team(),
                        Locale.forLanguageTag(language),
                        mail.receivedAt()),
                Actor.SYSTEM);
        assertThat(clock(number).due()).isEqualTo(DUE);
        return number;
    }

    private void promiseNews(TicketNumber number, Duration within) {
        desk.reply(number, "We look into it.", List.of(), false, new Budget.Time(within), ANNA);
    }

    private void extend(TicketNumber number) {
        extend(number, "resolution");
    }

    private void extend(TicketNumber number, String promise) {
        transactions.executeWithoutResult(status ->
                moves.extend(moves.lock(number), promise, Duration.ofHours(2), "The part comes later.", VERA));
    }

    /** As the timer of the rung does. */
    private void nearlyLate(TicketNumber number) {
        Instant rung = DUE.minus(Duration.ofHours(16).plusMinutes(48));
        engine.setTime(rung);
        escalations.climb(number, "resolution", Ladder.Phase.AT_RISK);
    }

    private void solved(TicketNumber like, int count, Duration after) {
        TicketView ticket = views.ticket(like, VERA);
        solved(
                Objects.requireNonNull(ticket.team()),
                ticket.category(),
                ticket.priority().name().toLowerCase(Locale.ROOT),
                count,
                after);
    }

    /** Facts as the miner leaves them: net and gross. */
    private void solved(String team, String category, String priority, int count, Duration after) {
        jdbc.sql(
                        """
                        insert into kpi_ticket (instance, process, process_version, received_at, resolved_at, team, category, priority,
                            calendar, full_resolution_business, waiting_before_resolved_business, waiting_before_resolved,
                            transfers, reopens, waiting_episodes, assignments, replies, escalations, handovers)
                        select gen_random_uuid()::text, 'ticket', 1, :at::timestamptz - interval '5 days', :at, :team, :category, :priority,
                               'business-hours', :lasted, :waited, :waited, 0, 0, 0, 0, 0, 0, 0
                        from generate_series(1, :count)
                        """)
                .param("at", Timestamp.from(engine.now().minus(Duration.ofDays(2))))
                .param("team", team)
                .param("category", category)
                .param("priority", priority)
                .param("lasted", after.plusHours(WAITED).toMillis())
                .param("waited", Duration.ofHours(WAITED).toMillis())
                .param("count", count)
                .update();
    }

    private ClockView clock(TicketNumber number) {
        return clocks.open(number.value(), Metric.RESOLUTION).orElseThrow();
    }

    private long mails() {
        return jdbc.sql("select count(*) from notification_mail where kind = 'later'")
                .query(Long.class)
                .single();
    }

    private long notices() {
        return jdbc.sql("select count(*) from notification_notice")
                .query(Long.class)
                .single();
    }

    private String mail() {
        return jdbc.sql("select text from notification_mail where kind = 'later' and recipient = 'mia@example.org'")
                .query(String.class)
                .single();
    }

    private List<TicketView.Entry> told(TicketNumber number) {
        return audit(number, "customer-told");
    }

    private String notTold(TicketNumber number) {
        return String.join(
                "",
                audit(number, "customer-not-told").stream()
                        .map(TicketView.Entry::detail)
                        .toList());
    }

    private List<TicketView.Entry> audit(TicketNumber number, String action) {
        return views.audit(number, VERA).stream()
                .filter(entry -> entry.action().equals(action))
                .toList();
    }

    private String page(TicketNumber number, String language) {
        return Http.as("vera", port)
                .get("/tickets/" + number + "?lang=" + language)
                .body();
    }
}
