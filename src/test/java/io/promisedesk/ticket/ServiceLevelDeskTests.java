package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.DENIS;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Shifted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class ServiceLevelDeskTests {

    static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMIN), Set.of());

    @Autowired
    ServiceLevelDesk levels;

    @Autowired
    LevelRuns runs;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketMoves moves;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    TicketViews views;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Engine engine;

    @Autowired
    RepositoryService repository;

    @Autowired
    JdbcClient jdbc;

    private final List<String> deployments = new ArrayList<>();

    @AfterEach
    void undeploy() {
        deployments.forEach(deployment -> repository.deleteDeployment(deployment, true));
    }

    /** A designer changes cells: row, column, new text, in turn. */
    private void redraw(String... cells) {
        deploy(List.of(), cells);
    }

    private void deploy(List<String> others, String... cells) {
        try {
            String table = new ClassPathResource("processes/ticket/service-level.dmn")
                    .getContentAsString(StandardCharsets.UTF_8);
            DeploymentBuilder deployment = repository.createDeployment();
            others.forEach(file -> deployment.addClasspathResource("processes/ticket/" + file));
            for (int i = 0; i < cells.length; i += 3) {
                String cell = "<outputEntry id=\"out_service-level_%s_%s\"><text>".formatted(cells[i], cells[i + 1]);
                assertThat(table).contains(cell);
                table = table.replaceFirst(cell + "[^<]*", cell + cells[i + 2]);
            }
            deployments.add(deployment
                    .addString("processes/ticket/service-level.dmn", table)
                    .deploy()
                    .getId());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All others: resolution in 9 instead of 18 hours. */
    private void halveResolution() {
        redraw("6", "3", "\"PT9H\"");
    }

    private TicketNumber ticket() {
        return desk.open(invoiceQuestion(), Actor.SYSTEM);
    }

    private TicketNumber technical() {
        TicketNumber number = ticket();
        desk.transfer(number, "technical", OLGA);
        return number;
    }

    private ClockView clock(TicketNumber number, Metric metric) {
        return clocks.clocks(number.value()).stream()
                .filter(view -> view.metric() == metric)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Instant due(TicketNumber number) {
        return clock(number, Metric.RESOLUTION).due();
    }

    private LevelPreview preview(Actor reader) {
        return levels.preview(reader).orElseThrow();
    }

    private LevelRun apply(Actor by) {
        return levels.apply(preview(by).table().id(), "new contract", by).orElseThrow();
    }

    @Test
    void aChangeHoldsForNewTicketsAtOnceAndForOpenOnesOnCommandOnly() {
        TicketNumber before = ticket();
        Instant promised = due(before);

        redraw("6", "3", "\"PT9H\"");
        TicketNumber after = ticket();

        assertThat(due(before)).isEqualTo(promised);
        assertThat(due(after)).isEqualTo("2026-03-03T09:00:00Z").isBefore(promised);
        assertThat(preview(VERA).open()).isEqualTo(2);
        assertThat(preview(VERA).changes())
                .extracting(
                        change -> change.from().resolution(),
                        change -> change.to().resolution(),
                        LevelPreview.Change::tickets)
                .containsExactly(tuple(Budget.hours(18), Budget.hours(9), 1));

        LevelRun run = apply(VERA);

        assertThat(run.ended()).isTrue();
        assertThat(run.moved()).isEqualTo(1);
        assertThat(due(before)).isEqualTo(due(after));
        assertThat(preview(VERA).changed()).isZero();
        assertThat(apply(VERA).moved()).isZero();
        assertThat(views.audit(before, ANNA)).last().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("promised-anew");
            assertThat(entry.actor()).isEqualTo("vera");
            assertThat(entry.detail()).contains("Standard", "new contract");
        });
        Explanation explanation =
                clocks.explain(before.value(), Metric.RESOLUTION, 1, List.of()).orElseThrow();
        assertThat(explanation.changes())
                .last()
                .extracting(Explanation.Change::reason)
                .asString()
                .contains("new contract");
        assertThat(clocks.explain(before.value(), Metric.FIRST_RESPONSE, 1, List.of())
                        .orElseThrow()
                        .changes())
                .as("what the change leaves alone")
                .hasSize(1);
    }

    @Test
    void thePreviewIsWhatThenHappens() {
        TicketNumber plain = ticket();
        TicketNumber waiting = ticket();
        desk.waitFor(waiting, WaitingFor.CUSTOMER, VERA);
        TicketNumber high = ticket();
        desk.change(high, Priority.HIGH, null, null, VERA);
        TicketNumber late = ticket();
        engine.pass(Duration.ofHours(30));
        TicketNumber young = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
        redraw("6", "3", "\"PT2H\"", "6", "1", "\"PT45H\"", "4", "3", "\"P2D\"");
        Map<List<Object>, Instant> expected = new HashMap<>();
        List<TicketNumber> all = List.of(plain, waiting, high, late, young);
        all.forEach(number -> clocks.clocks(number.value())
                .forEach(view -> expected.put(List.of(number.value(), view.metric()), view.due())));

        LevelPreview preview = preview(ADMIN);
        assertThat(preview.changed()).isEqualTo(5);
        assertThat(preview.shifts().moved()).isPositive();
        for (Shifted shift : preview.shifts().shifted()) {
            assertThat(expected.put(List.of(shift.subject(), shift.metric()), shift.after()))
                    .isEqualTo(shift.before());
        }
        apply(ADMIN);

        all.forEach(number -> clocks.clocks(number.value()).forEach(view -> assertThat(view.due())
                .as(number + " " + view.metric())
                .isEqualTo(expected.get(List.of(number.value(), view.metric())))));
    }

    @Test
    void timersFollowAndWhatIsSettledStays() {
        TicketNumber answered = ticket();
        desk.reply(answered, "Because of March.", List.of(), false, ANNA);
        ClockView settled = clock(answered, Metric.FIRST_RESPONSE);
        redraw("6", "1", "\"PT1M\"", "6", "3", "\"PT9H\"");

        apply(ADMIN);

        assertThat(clock(answered, Metric.FIRST_RESPONSE)).isEqualTo(settled);
        assertThat(settled.verdict()).isEqualTo(Verdict.MET);
        List<Job> timers = engine.jobsOf(answered.value(), "event_resolutionOverdue");
        assertThat(timers).extracting(job -> job.getDuedate().toInstant()).containsExactly(due(answered));
    }

    @Test
    void aRungThatHasFiredNeverFiresAgainAndNoPastRiskIsMadeUpFor() {
        TicketNumber told = ticket();
        desk.reply(told, "We look into it.", List.of(), false, ANNA);
        Job atRisk = engine.jobsOf(told.value(), "event_resolutionAtRisk").get(0);
        engine.setTime(atRisk.getDuedate().toInstant());
        engine.fire(told.value(), "event_resolutionAtRisk");
        TicketNumber untold = desk.open(invoiceQuestion(engine.now().minus(Duration.ofHours(2))), Actor.SYSTEM);
        desk.reply(untold, "We look into it.", List.of(), false, ANNA);
        assertThat(fired(told)).containsExactly("75%");

        redraw("6", "3", "\"PT17H\"");
        apply(ADMIN);
        engine.runDueJobs();
        assertThat(fired(told)).containsExactly("75%");
        redraw("6", "3", "\"PT150M\"");
        apply(ADMIN);
        engine.runDueJobs();
        assertThat(fired(untold))
                .as("75% of 2 h 30 min lie behind it, and 90% are to come")
                .isEmpty();
        assertThat(fired(told)).as("broken by the new target").containsExactly("100%", "75%");

        engine.pass(Duration.ofMinutes(15));
        engine.runDueJobs();
        assertThat(fired(untold)).containsExactly("90%");
        engine.pass(Duration.ofMinutes(15));
        engine.runDueJobs();
        assertThat(fired(untold)).containsExactly("100%", "90%");
    }

    /** Marks that an escalation has begun are no rungs. */
    private List<String> fired(TicketNumber number) {
        return jdbc.sql(
                        """
                        select r.rung from sla_rung r join sla_clock c on c.id = r.clock
                        where c.subject = :number and c.metric = 'resolution' and r.rung ~ '[0-9]' order by r.rung
                        """)
                .param("number", number.value())
                .query(String.class)
                .list();
    }

    @Test
    void whatWasAgreedForOneTicketStays() {
        TicketNumber number = ticket();
        transaction.executeWithoutResult(tx ->
                moves.extend(moves.lock(number), "resolution", Duration.ofHours(20), "parts are on their way", VERA));
        Instant agreed = due(number);
        halveResolution();

        assertThat(preview(VERA).changed()).isEqualTo(1);
        assertThat(preview(VERA).shifts().moved()).isZero();
        apply(VERA);

        assertThat(due(number)).isEqualTo(agreed);
    }

    @Test
    void aTicketThatWaitsOutsideGoesOnCountingWhereTheLevelNoLongerPauses() {
        TicketNumber number = ticket();
        desk.claim(number, ANNA);
        desk.waitFor(number, WaitingFor.THIRD_PARTY, ANNA);
        assertThat(clock(number, Metric.RESOLUTION).state()).isEqualTo(State.PAUSED);
        redraw("6", "7", "false");

        apply(VERA);
        assertThat(clock(number, Metric.RESOLUTION).state()).isEqualTo(State.RUNNING);

        desk.resume(number, ANNA);
        assertThat(clock(number, Metric.RESOLUTION).state()).isEqualTo(State.RUNNING);
    }

    @Test
    void aSupervisorBringsTheOwnTeamsTicketsIntoLineAndADesignerOnlyLooks() {
        TicketNumber own = ticket();
        TicketNumber theirs = technical();
        Instant promised = due(theirs);
        halveResolution();

        assertThat(preview(VERA).changed()).isEqualTo(1);
        assertThat(preview(DENIS).changed()).isEqualTo(2);
        String table = preview(DENIS).table().id();
        assertThatThrownBy(() -> levels.apply(table, "mine", DENIS))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN));
        for (Actor other : List.of(ANNA, OLGA)) {
            assertThatThrownBy(() -> levels.preview(other)).isInstanceOf(Refusal.class);
            assertThatThrownBy(() -> levels.table(other)).isInstanceOf(Refusal.class);
            assertThatThrownBy(() -> levels.apply(table, "mine", other)).isInstanceOf(Refusal.class);
        }

        apply(VERA);
        assertThat(due(own)).isBefore(promised);
        assertThat(due(theirs)).isEqualTo(promised);

        assertThat(apply(ADMIN).moved()).isEqualTo(1);
        assertThat(due(theirs)).isBefore(promised);
    }

    @Test
    void whatWasSeenOfAnotherVersionIsNotApplied() {
        TicketNumber number = ticket();
        Instant promised = due(number);
        halveResolution();
        String seen = preview(VERA).table().id();
        redraw("6", "3", "\"PT1H\"");

        assertThat(levels.apply(seen, "new contract", VERA)).isEqualTo(Optional.empty());

        assertThat(due(number)).isEqualTo(promised);
        assertThat(levels.run(VERA)).isEmpty();
    }

    @Test
    void aTicketWhoseRowIsFaultyIsListedWithTheSentenceAndKeepsItsPromise() {
        TicketNumber fine = ticket();
        TicketNumber high = ticket();
        desk.change(high, Priority.HIGH, null, null, VERA);
        Instant promised = due(high);
        redraw("6", "3", "\"PT9H\"", "4", "3", "\"9h\"");

        assertThat(preview(VERA).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.sentence()).contains("The output resolution is \"9h\"");
            assertThat(fault.tickets()).containsExactly(high);
        });
        assertThat(apply(VERA).moved()).isEqualTo(1);

        assertThat(due(fine)).isEqualTo("2026-03-03T09:00:00Z");
        assertThat(due(high)).isEqualTo(promised);
        assertThat(levels.table(VERA).orElseThrow().rows())
                .filteredOn(row -> row.fault() != null)
                .extracting(ServiceLevelTable.Row::number)
                .containsExactly(4);
    }

    @Test
    void manyFollowInTheBackgroundInTheNameOfWhoeverGaveTheCommand() {
        List<TicketNumber> all = new ArrayList<>();
        for (int i = 0; i < 103; i++) {
            all.add(ticket());
        }
        halveResolution();

        LevelRun run = apply(VERA);
        assertThat(run.moved()).isEqualTo(100);
        assertThat(run.left()).isEqualTo(3);
        assertThat(run.ended()).isFalse();

        runs.catchUp();
        LevelRun done = levels.run(VERA).orElseThrow();
        assertThat(done.moved()).isEqualTo(103);
        assertThat(done.left()).isZero();
        assertThat(done.ended()).isTrue();
        assertThat(all).allSatisfy(number -> assertThat(due(number)).isEqualTo("2026-03-03T09:00:00Z"));
        assertThat(clocks.explain(all.get(102).value(), Metric.RESOLUTION, 1, List.of())
                        .orElseThrow()
                        .changes())
                .last()
                .extracting(Explanation.Change::by)
                .isEqualTo("vera");
    }

    @Test
    void theRestIsLeftAloneWhereTheTableChangesMeanwhile() {
        for (int i = 0; i < 101; i++) {
            ticket();
        }
        halveResolution();
        apply(VERA);
        redraw("6", "3", "\"PT1H\"");

        runs.catchUp();

        assertThat(levels.run(VERA).orElseThrow().overtaken()).isTrue();
        assertThat(preview(VERA).changed()).isEqualTo(101);
    }

    @Test
    void lookingLeavesNoTraceInTheHistoryOfDecisions() {
        ticket();
        halveResolution();
        long before = decisions();

        preview(VERA);
        apply(VERA);

        assertThat(decisions()).isEqualTo(before);
    }

    private long decisions() {
        return jdbc.sql("select count(*) from act_hi_decinst where dec_def_key_ = 'service-level'")
                .query(Long.class)
                .single();
    }
}
