package io.promisedesk.ticket.process;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static io.promisedesk.ticket.TicketSamples.DENIS;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.complaint;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.IncomingMessage;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.Ranked;
import io.promisedesk.ticket.Ranked.Reason;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TeamRouting.Mode;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketViews;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Who gets a ticket: at once, when somebody comes, by a dispatcher, or by asking for the next one. */
@PromisedeskTest
class RoutingTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant NOON = NOW.plus(Duration.ofHours(3));
    private static final Abilities BILLING = new Abilities(Set.of("billing"), Set.of(Locale.ENGLISH, Locale.GERMAN), 8);

    @Autowired
    TicketDesk desk;

    @Autowired
    RoutingDesk routing;

    @Autowired
    TicketViews views;

    @Autowired
    RosterDesk roster;

    @Autowired
    PeopleDesk people;

    @Autowired
    Engine engine;

    @Autowired
    ProcessEngine processEngine;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    FormService forms;

    @Autowired
    ManagementService management;

    @Autowired
    TransactionTemplate transaction;

    @BeforeEach
    void annaIsOnShiftAndBorisComesAtNoon() {
        AbstractAssertions.init(processEngine);
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NOON, List.of("anna"));
        roster.plan("service", NOON, NOON.plus(Duration.ofHours(6)), List.of("boris"));
    }

    @AfterEach
    void annaCanDoWhatSheCould() {
        people.enable("anna", BILLING, Actor.SYSTEM);
    }

    @Test
    void leavesTheTicketInTheQueueOfATeamThatPulls() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        assertThat(instance(number))
                .hasPassedInOrder("rule_classify", "rule_route", "serviceTask_findOwner")
                .isWaitingAt("userTask_workOnTicket", "receiveTask_answer");
        assertThat(owner(number)).isNull();
        assertThat(routing.explanation(number, VERA)).isEmpty();
    }

    @Test
    void givesTheTicketToWhoeverIsThereAndKeepsWhy() {
        push(Mode.PUSH);
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        assertThat(instance(number))
                .hasPassedInOrder("rule_route", "serviceTask_findOwner", "gateway_dispatcherNeeded")
                .hasNotPassed("userTask_assignTicket")
                .isWaitingAt("userTask_workOnTicket", "receiveTask_answer");
        assertThat(ownersTask(number).getAssignee()).isEqualTo("anna");
        assertThat(owner(number)).isEqualTo("anna");
        assertThat(routing.explanation(number, VERA)).hasValueSatisfying(why -> {
            assertThat(why.person()).isEqualTo("anna");
            assertThat(why.needs()).containsExactly("billing");
            assertThat(why.considered()).extracting(Ranked::person).containsExactly("anna", "boris");
            assertThat(why.considered().get(0).reasons()).containsExactly(Reason.SKILLS, Reason.ONLY_ONE);
            assertThat(why.considered().get(1).against()).containsExactly(Reason.OFF_SHIFT);
        });
        // Why a colleague was not chosen is for those who lead.
        assertThat(routing.explanation(number, ANNA).orElseThrow().considered())
                .extracting(Ranked::person)
                .containsExactly("anna");
    }

    @Test
    void asksADispatcherWhereNobodyIsThereWhileThePromiseIsWatched() throws Exception {
        push(Mode.PUSH);
        people.enable("anna", full(), Actor.SYSTEM);
        desk.open(invoiceQuestion(), Actor.SYSTEM);
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        assertThat(instance(number)).isWaitingAt("userTask_assignTicket", "receiveTask_answer");
        assertThat(engine.jobsOf(number.value(), "event_resolutionOverdue")).hasSize(1);
        assertThat(tasks.createTaskQuery()
                        .taskCandidateUser("vera")
                        .processInstanceBusinessKey(number.value())
                        .count())
                .isEqualTo(1);
        assertThat(routing.explanation(number, OLGA).orElseThrow())
                .returns(null, RoutingDesk.Explanation::person)
                .satisfies(why -> assertThat(why.considered())
                        .filteredOn(one -> one.person().equals("anna"))
                        .singleElement()
                        .satisfies(anna -> assertThat(anna.against()).containsExactly(Reason.FULL)));

        Task assign = ownersTask(number);
        engine.as("vera", () -> {
            forms.submitTaskForm(assign.getId(), Map.of("team", "service", "owner", "boris"));
            return true;
        });
        assertThat(instance(number)).isWaitingAt("userTask_workOnTicket", "receiveTask_answer");
        assertThat(owner(number)).isEqualTo("boris");
    }

    @Test
    void suggestsTheBestFirstAndChoosesThemAlready() throws Exception {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);
        assertThat(instance(number)).isWaitingAt("userTask_assignTicket", "receiveTask_answer");

        Map<String, Object> form = engine.as(
                "olga", () -> forms.getTaskFormVariables(ownersTask(number).getId()));

        assertThat(String.valueOf(form.get("about"))).startsWith(number.value() + " · ");
        assertThat(String.valueOf(form.get("agents")))
                .contains("Boris Ivanov (Customer service)", "0 of 8 tickets", "on shift from Mon")
                .doesNotContain("not on shift")
                .contains("Clara Novak (Technical support)");
        // Boris alone has learned to answer complaints, and is not there: nobody is chosen in advance.
        assertThat(form.get("owner")).isNull();

        engine.setTime(NOON);
        form = engine.as(
                "olga", () -> forms.getTaskFormVariables(ownersTask(number).getId()));
        assertThat(form.get("owner")).isEqualTo("boris");
        Task assign = ownersTask(number);
        engine.as("olga", () -> {
            forms.submitTaskForm(assign.getId(), Map.of("owner", "boris"));
            return true;
        });
        assertThat(owner(number)).isEqualTo("boris");
        assertThat(views.ticket(number, OLGA).team()).isEqualTo("service");
    }

    @Test
    void whatWaitsIsPlacedWhenAShiftBeginsTheMostUrgentFirst() {
        push(Mode.PUSH);
        people.enable("anna", full(), Actor.SYSTEM);
        desk.open(invoiceQuestion(), Actor.SYSTEM);
        TicketNumber low = desk.open(question(Priority.LOW), Actor.SYSTEM);
        TicketNumber high = desk.open(question(Priority.HIGH), Actor.SYSTEM);
        people.enable("boris", new Abilities(Set.of("billing"), Set.of(Locale.ENGLISH), 1), Actor.SYSTEM);
        settle();
        assertThat(owner(high)).isNull();
        assertThat(timersOfTheTeam()).hasSize(1);

        // At the latest after an hour somebody looks again, and so on until the shift begins.
        for (int hour = 1; hour <= 3; hour++) {
            engine.pass(Duration.ofHours(1));
            engine.fire("service", "event_somebodyComes");
            settle();
        }

        assertThat(engine.now()).isEqualTo(NOON);
        assertThat(owner(high)).isEqualTo("boris");
        assertThat(instance(high))
                .hasPassedInOrder("serviceTask_findOwner", "userTask_assignTicket")
                .isWaitingAt("userTask_workOnTicket", "receiveTask_answer");
        assertThat(owner(low)).isNull();
        people.enable(
                "boris",
                new Abilities(Set.of("billing", "complaints"), Set.of(Locale.ENGLISH, Locale.forLanguageTag("ru")), 8),
                Actor.SYSTEM);
        settle();
        assertThat(owner(low)).isEqualTo("boris");
    }

    @Test
    void whatWaitsIsPlacedWhenSomebodyHasRoomAgain() {
        push(Mode.PUSH);
        people.enable("anna", full(), Actor.SYSTEM);
        TicketNumber first = desk.open(invoiceQuestion(), Actor.SYSTEM);
        TicketNumber second = desk.open(invoiceQuestion(), Actor.SYSTEM);
        settle();
        assertThat(owner(second)).isNull();

        desk.resolve(first, "Done.", ANNA);
        settle();

        assertThat(owner(second)).isEqualTo("anna");
        assertThat(ownersTask(second).getAssignee()).isEqualTo("anna");
    }

    @Test
    void doesNotGiveATicketBackToWhoeverGaveItBack() {
        push(Mode.PUSH);
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        desk.assign(number, null, ANNA);
        settle();

        assertThat(owner(number)).isNull();
        assertThat(instance(number))
                .hasPassed("event_nobodyAvailable")
                .isWaitingAt("userTask_assignTicket", "receiveTask_answer");
        assertThat(routing.ranked(number))
                .filteredOn(one -> one.person().equals("anna"))
                .singleElement()
                .satisfies(anna -> assertThat(anna.against()).containsExactly(Reason.GAVE_BACK));
    }

    @Test
    void whoeverHadTheCustomerLastGetsTheNextTicket() {
        push(Mode.PUSH);
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NOON, List.of("anna", "boris"));
        TicketNumber first = desk.open(invoiceQuestion(), Actor.SYSTEM);
        assertThat(owner(first)).isEqualTo("anna");

        // Boris has nothing to do; Anna knows Mia.
        TicketNumber second = desk.open(invoiceQuestion(), Actor.SYSTEM);

        assertThat(owner(second)).isEqualTo("anna");
        assertThat(routing.explanation(second, VERA)
                        .orElseThrow()
                        .considered()
                        .get(0)
                        .reasons())
                .startsWith(Reason.LAST_OWNER);
    }

    @Test
    void ofTwoTicketsAtOnceTheSecondSeesWhatTheFirstWasGiven() throws Exception {
        push(Mode.PUSH);
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NOON, List.of("anna", "boris"));
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<TicketNumber> first = threads.submit(() -> transaction.execute(status -> {
                TicketNumber number = desk.open(of("first"), Actor.SYSTEM);
                opened.countDown();
                await(commit);
                return number;
            }));
            assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();
            Future<TicketNumber> second = threads.submit(() -> desk.open(of("second"), Actor.SYSTEM));
            // The second one waits for the team, and knows nothing yet.
            assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            commit.countDown();

            assertThat(List.of(
                            String.valueOf(owner(first.get(20, TimeUnit.SECONDS))),
                            String.valueOf(owner(second.get(20, TimeUnit.SECONDS)))))
                    .containsExactlyInAnyOrder("anna", "boris");
        } finally {
            commit.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void manyTicketsAtOnceAreSharedEvenlyAndNobodyGetsMoreThanTheyCanHave() throws Exception {
        push(Mode.PUSH);
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NOON, List.of("anna", "boris"));
        int threadsAtOnce = 4;
        CyclicBarrier start = new CyclicBarrier(threadsAtOnce);
        ExecutorService threads = Executors.newFixedThreadPool(threadsAtOnce);
        List<TicketNumber> numbers = new ArrayList<>();
        try {
            List<Future<List<TicketNumber>>> all = new ArrayList<>();
            for (int thread = 0; thread < threadsAtOnce; thread++) {
                int mine = thread;
                all.add(threads.submit(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    List<TicketNumber> opened = new ArrayList<>();
                    for (int n = 0; n < 5; n++) {
                        opened.add(desk.open(of("c" + mine + "x" + n), Actor.SYSTEM));
                    }
                    return opened;
                }));
            }
            for (Future<List<TicketNumber>> one : all) {
                numbers.addAll(one.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }

        // Twenty tickets for two people with eight places each: all places taken, none twice.
        assertThat(numbers).filteredOn(number -> "anna".equals(owner(number))).hasSize(8);
        assertThat(numbers).filteredOn(number -> "boris".equals(owner(number))).hasSize(8);
        assertThat(numbers).filteredOn(number -> owner(number) == null).hasSize(4);
    }

    @Test
    void givesTheMostUrgentTicketThatSomebodyCanDoToWhoeverAsks() {
        TicketNumber russian = desk.open(inRussian(Priority.CRITICAL), Actor.SYSTEM);
        TicketNumber low = desk.open(question(Priority.LOW), Actor.SYSTEM);
        TicketNumber high = desk.open(question(Priority.HIGH), Actor.SYSTEM);

        assertThat(routing.takeNext(ANNA)).contains(high);
        assertThat(routing.takeNext(ANNA)).contains(low);
        // The Russian one is for whoever writes Russian.
        assertThat(routing.takeNext(ANNA)).isEmpty();
        assertThat(routing.takeNext(CLARA)).isEmpty();
        assertThat(routing.takeNext(BORIS)).contains(russian);
        assertThat(ownersTask(russian).getAssignee()).isEqualTo("boris");
        assertThatThrownBy(() -> routing.takeNext(DENIS))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.key()).isEqualTo("ticket.refused.mayNotTake"));
    }

    @Test
    void twoWhoAskAtOnceGetTwoTickets() throws Exception {
        TicketNumber high = desk.open(question(Priority.HIGH), Actor.SYSTEM);
        TicketNumber low = desk.open(question(Priority.LOW), Actor.SYSTEM);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            Future<TicketNumber> first = threads.submit(() -> transaction.execute(status -> {
                TicketNumber number = routing.takeNext(ANNA).orElseThrow();
                taken.countDown();
                await(commit);
                return number;
            }));
            assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();

            // Does not wait for Anna, and does not get hers.
            assertThat(routing.takeNext(BORIS)).contains(low);
            commit.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(high);
        } finally {
            commit.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void whoLeadsSaysWhatATicketNeedsAndHowATeamRoutes() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        routing.need(number, Set.of("complaints"), VERA);

        assertThat(views.ticket(number, ANNA).skills()).containsExactly("complaints");
        assertThat(routing.takeNext(ANNA)).isEmpty();
        assertThat(routing.takeNext(BORIS)).contains(number);
        for (Runnable attempt : List.<Runnable>of(
                () -> routing.need(number, Set.of(), ANNA),
                () -> routing.route("service", Mode.PUSH, null, ANNA),
                () -> routing.route("technical", Mode.PUSH, null, VERA),
                () -> people.enable("anna", BILLING, BORIS))) {
            assertThatThrownBy(attempt::run).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.kind())
                    .isEqualTo(Refusal.Kind.FORBIDDEN));
        }
    }

    @Test
    void aTeamThatBeginsToPushPlacesWhatWaits() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);

        push(Mode.PUSH);
        settle();

        assertThat(owner(number)).isEqualTo("anna");
    }

    @Test
    void bringsAllThatNobodyCanTakeBeforeTheDispatchersAtOnce() {
        people.enable("anna", full(), Actor.SYSTEM);
        desk.claim(desk.open(invoiceQuestion(), Actor.SYSTEM), ANNA);
        List<TicketNumber> waiting = List.of(
                desk.open(question(Priority.LOW), Actor.SYSTEM), desk.open(question(Priority.HIGH), Actor.SYSTEM));
        push(Mode.PUSH);

        engine.fire("service", "serviceTask_placeNext");

        assertThat(waiting).allSatisfy(number -> {
            assertThat(instance(number)).isWaitingAt("userTask_assignTicket", "receiveTask_answer");
            assertThat(routing.explanation(number, OLGA).orElseThrow().person()).isNull();
        });
    }

    @Test
    void looksAtWhatStandsBehindHundredTicketsThatNobodyCanTake() {
        for (int n = 0; n < 100; n++) {
            desk.open(inRussian(Priority.HIGH), Actor.SYSTEM);
        }
        TicketNumber last = desk.open(question(Priority.LOW), Actor.SYSTEM);
        push(Mode.PUSH);

        engine.fire("service", "serviceTask_placeNext");

        assertThat(owner(last)).isEqualTo("anna");
    }

    @Test
    void oneProcessOfATeamWaitsHoweverOftenItIsAsked() {
        push(Mode.PUSH);
        people.enable("anna", full(), Actor.SYSTEM);
        for (int n = 0; n < 4; n++) {
            desk.open(invoiceQuestion(), Actor.SYSTEM);
        }
        settle();
        routing.routeQueue("service");
        routing.routeQueue("service");
        settle();

        assertThat(timersOfTheTeam()).hasSize(1);
    }

    @Test
    void theCustomersAnswerFindsSomebodyWhereTheOwnerHasGone() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "Which one?", List.of(), true, ANNA);
        desk.assign(number, null, VERA);
        push(Mode.PUSH);

        desk.customerWrote(number, message("The last one", engine.now()));
        settle();

        assertThat(owner(number)).isEqualTo("anna");
    }

    private void push(Mode mode) {
        routing.route("service", mode, null, VERA);
    }

    private static Abilities full() {
        return new Abilities(Set.of("billing"), Set.of(Locale.ENGLISH), 1);
    }

    private static NewTicket of(String customer) {
        return NewTicket.ofText(
                "Question about my invoice", "Why?", customer + "@example.org", customer, Channel.MAIL, NOW);
    }

    private static NewTicket question(Priority priority) {
        return with(priority, "Question about my invoice", "Why is it higher?");
    }

    private static NewTicket inRussian(Priority priority) {
        return with(priority, "Вопрос по счёту", "Почему он больше обычного?");
    }

    private static NewTicket with(Priority priority, String subject, String text) {
        return new NewTicket(
                subject,
                new IncomingMessage(text, null, null, NOW, null, List.of()),
                (subject.startsWith("Q") ? "en" : "ru") + "@example.org",
                "Somebody",
                Channel.MAIL,
                priority,
                null,
                null,
                null,
                NOW);
    }

    /** Does what the job executor would do with the processes that place tickets. */
    private void settle() {
        for (int rounds = 0; rounds < 50; rounds++) {
            List<Job> jobs = management
                    .createJobQuery()
                    .activityId("serviceTask_placeNext")
                    .list();
            if (jobs.isEmpty()) {
                return;
            }
            management.executeJob(jobs.get(0).getId());
        }
        throw new AssertionError("tickets are placed for ever");
    }

    private List<Job> timersOfTheTeam() {
        return engine.jobsOf("service", "event_somebodyComes");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable String owner(TicketNumber number) {
        return views.ticket(number, OLGA).owner();
    }

    private ProcessInstance instance(TicketNumber number) {
        return runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(number.value())
                .processDefinitionKey("ticket")
                .singleResult();
    }

    private Task ownersTask(TicketNumber number) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(number.value())
                .singleResult();
    }
}
