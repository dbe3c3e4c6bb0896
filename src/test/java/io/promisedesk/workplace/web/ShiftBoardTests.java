package io.promisedesk.workplace.web;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.HandoverDesk;
import io.promisedesk.handover.TeamRulesDesk;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.workplace.web.ShiftBoard.Member;
import io.promisedesk.workplace.web.ShiftBoard.Presence;
import io.promisedesk.workplace.web.ShiftBoard.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Anna, Boris and Vera are on shift from 07:00 to 15:00 UTC; it is 09:00 (10:00 in Berlin). */
@PromisedeskTest
class ShiftBoardTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant START = NOW.minus(Duration.ofHours(2));
    private static final Instant END = START.plus(Duration.ofHours(8));

    @LocalServerPort
    int port;

    @Autowired
    TestRestTemplate http;

    @Autowired
    ShiftBoards boards;

    @Autowired
    ShiftBoardActs acts;

    @Autowired
    RosterDesk roster;

    @Autowired
    HandoverDesk handovers;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TeamRulesDesk rules;

    @Autowired
    IdentityService identity;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void planShifts() {
        roster.plan("service", START, END, List.of("anna", "boris", "vera"));
        roster.plan("service", START.plus(Duration.ofDays(1)), END.plus(Duration.ofDays(1)), List.of("anna", "boris"));
    }

    @ParameterizedTest
    @CsvSource({
        "vera,service,200",
        "vera,technical,403",
        "victor,service,403",
        "olga,service,200",
        "admin,technical,200",
        "anna,service,403",
        "denis,service,403",
        "integrator,service,403"
    })
    void isForThoseWhoAnswerForTheTeam(String person, String team, int status) {
        for (String address : List.of("/board?team=", "/board/now?team=", "/board/people/anna?team=")) {
            int expected = status == 200 && team.equals("technical") && address.contains("people") ? 404 : status;
            assertThat(http.withBasicAuth(person, "demo")
                            .getForEntity(address + team, String.class)
                            .getStatusCode()
                            .value())
                    .as(address)
                    .isEqualTo(expected);
        }
    }

    @Test
    void offersEachTheirOwnTeamsAndTheLinkOnlyToThoseWhoHaveSome() {
        assertThat(boards.teams(VERA)).extracting("key").containsExactly("service");
        assertThat(boards.teams(OLGA)).extracting("key").containsExactlyInAnyOrder("service", "technical");
        assertThat(http.withBasicAuth("vera", "demo").getForObject("/tickets", String.class))
                .contains("href=\"/board\"");
        assertThat(http.withBasicAuth("anna", "demo").getForObject("/tickets", String.class))
                .doesNotContain("href=\"/board\"");
        assertThat(http.withBasicAuth("anna", "demo")
                        .getForEntity("/board", String.class)
                        .getStatusCode()
                        .value())
                .isEqualTo(403);
    }

    @Test
    void saysWhoIsOnUntilWhenAndWhoIsAbsent() {
        assertThat(members())
                .extracting(Member::id, Member::presence, Member::until)
                .containsExactly(
                        tuple("anna", Presence.ON, END),
                        tuple("boris", Presence.ON, END),
                        tuple("vera", Presence.ON, END));
        roster.reportAbsence("boris", Absence.Kind.SICKNESS, NOW, null, null, VERA);
        assertThat(member("boris")).extracting(Member::presence, Member::until).containsExactly(Presence.ABSENT, null);
        engine.setTime(END.plusSeconds(60));
        assertThat(member("anna"))
                .extracting(Member::presence, Member::until)
                .containsExactly(Presence.OFF, START.plus(Duration.ofDays(1)));
    }

    @Test
    void countsWhatEachHasInHandAndWhenTheNearestIsDue() {
        TicketNumber first = ticketOf("anna");
        TicketNumber second = ticketOf("anna");
        tickets.reply(second, "Which invoice?", List.of(), true, ANNA);
        Member anna = member("anna");
        assertThat(anna.open()).isEqualTo(2);
        assertThat(anna.inHand()).isOne();
        assertThat(anna.due())
                .isEqualTo(tickets.find(first).map(OpenTicket::due).orElseThrow());
    }

    @Test
    void putsFirstWhoIsMissingThenWhatNobodyLooksAfter() {
        rules.change("service", new OwnRules(null, null, null, Duration.ofMinutes(15), null), VERA);
        TicketNumber queued = tickets.open(TicketSamples.invoiceQuestion(NOW), Actor.SYSTEM);
        tickets.change(queued, Priority.CRITICAL, null, null, VERA);
        TicketNumber stranded = ticketOf("anna");
        tickets.change(stranded, Priority.CRITICAL, null, null, VERA);
        // The team begins to ask in the middle of the shift.
        engine.pass(Duration.ofMinutes(15));
        engine.runDueJobs();
        if (Objects.equals(ownerOf(queued), null)) {
            tickets.assign(queued, null, VERA);
        }
        engine.pass(Duration.ofMinutes(35));

        ShiftBoard board = board();
        assertThat(board.soon()).isEqualTo(2);
        assertThat(board.needs())
                .extracting(need -> need.why())
                .startsWith(Why.MISSING, Why.MISSING)
                .doesNotContain(Why.STRANDED);
        assertThat(board.stranded()).extracting(ShiftBoard.Ticket::number).contains(stranded.value());
        assertThat(board.needs().get(0).link()).contains("/camunda/app/tasklist/default/#/?task=");
    }

    @Test
    void movesATicketAndSaysClearlyWhereSomebodyWasFaster() {
        TicketNumber ticket = ticketOf("anna");
        acts.move(ticket, "anna", "boris", VERA);
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThatThrownBy(() -> acts.move(ticket, "anna", "vera", VERA))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("workplace.board.refused.taken");
        acts.move(ticket, "boris", null, VERA);
        assertThatThrownBy(() -> acts.move(ticket, "boris", "anna", VERA))
                .hasMessageContaining("workplace.board.refused.inQueue");
        assertThat(jdbc.sql("select actor from ticket_audit where ticket = :t order by id desc limit 1")
                        .param("t", ticket.value())
                        .query(String.class)
                        .single())
                .isEqualTo("vera");
    }

    @Test
    void takesPeopleOutOfAShiftAndSendsThemThere() {
        TicketNumber ticket = ticketOf("anna");
        acts.sendHome("anna", boards.team("service", VERA), VERA);
        assertThat(roster.absenceOf("anna", NOW)).hasValueSatisfying(absence -> {
            assertThat(absence.to()).isEqualTo(END);
            assertThat(absence.recordedBy()).isEqualTo("vera");
        });
        engine.runDueJobs();
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThatThrownBy(() -> acts.sendHome("anna", boards.team("service", VERA), VERA))
                .hasMessageContaining("workplace.board.refused.notOn");

        acts.welcomeBack("anna", VERA);
        assertThat(roster.isOnShift("anna", NOW.plusMillis(1))).isTrue();

        engine.setTime(END.plusSeconds(60));
        acts.sendToShift("anna", boards.team("service", VERA), "18:00", VERA);
        assertThat(roster.isOnShift("anna", END.plusSeconds(60))).isTrue();
        assertThatThrownBy(() -> acts.sendToShift("anna", boards.team("service", VERA), "18:00", VERA))
                .hasMessageContaining("workplace.board.refused.on");
        assertThatThrownBy(() -> acts.sendToShift("clara", boards.team("service", VERA), "18:00", VERA))
                .hasMessageContaining("workplace.board.refused.unknownPerson");
    }

    @Test
    void whoeverFallsIllAtNightIsAbsentUntilTheShiftEnds() {
        Instant night = END.plus(Duration.ofHours(6));
        roster.plan("service", night, night.plus(Duration.ofHours(8)), List.of("anna"));
        engine.setTime(night.plus(Duration.ofHours(1)));

        acts.reportIll("anna", false, VERA);
        acts.reportIll("boris", false, VERA);

        assertThat(roster.absenceOf("anna", engine.now()))
                .hasValueSatisfying(absence -> assertThat(absence.to()).isEqualTo(night.plus(Duration.ofHours(8))));
        // Midnight in Berlin.
        assertThat(roster.absenceOf("boris", engine.now())).hasValueSatisfying(absence -> assertThat(absence.to())
                .isEqualTo(Instant.parse("2026-03-02T23:00:00Z")));
    }

    @Test
    void asksTheDatabaseAsOftenForFortyAgentsWithFiveHundredTicketsAsForTwo() {
        board();
        int few = statementsOf(this::board);
        List<String> agents = fortyAgents();
        try {
            roster.plan("service", START, END, agents);
            List<TicketNumber> made = IntStream.range(0, 500)
                    .mapToObj(i -> tickets.open(TicketSamples.invoiceQuestion(NOW), Actor.SYSTEM))
                    .toList();
            for (int i = 0; i < made.size(); i++) {
                jdbc.sql("update ticket_ticket set owner = :owner where number = :number")
                        .param("owner", agents.get(i % agents.size()))
                        .param("number", made.get(i).value())
                        .update();
            }
            board();
            int many = statementsOf(this::board);
            long start = System.nanoTime();
            ShiftBoard board = board();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("board of 40 agents and 500 tickets: " + many + " statements (two agents: " + few + "), "
                    + took.toMillis() + " ms");
            assertThat(board.members()).filteredOn(Member::isHere).hasSize(40);
            assertThat(many).isLessThanOrEqualTo(few + 5);
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            try (var browser = Browser.open(port, Locale.ENGLISH)) {
                browser.size(1500, 1100).logIn("vera").goTo("/board?lang=en");
                browser.see(".people tbody tr");
                browser.picture("board-full");
            }
        } finally {
            agents.forEach(identity::deleteUser);
        }
    }

    private List<String> fortyAgents() {
        List<String> agents = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String id = "agent%02d".formatted(i);
            User user = identity.newUser(id);
            user.setFirstName("Agent");
            user.setLastName("%02d".formatted(i));
            user.setEmail(id + "@example.org");
            identity.saveUser(user);
            identity.createMembership(id, "agents");
            identity.createMembership(id, "service");
            agents.add(id);
        }
        return agents;
    }

    private static int statementsOf(Runnable work) {
        Logger logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(appender);
        try {
            work.run();
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(before);
        }
        return (int) appender.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.startsWith("Executing prepared SQL statement"))
                // Who somebody is, is remembered for a while, but not in tests.
                .filter(message -> !message.contains("from people_"))
                .count();
    }

    @Test
    void showsSupervisorsWhoNeedsThemAndLetsThemMoveATicketWithTheKeyboard() {
        TicketNumber mine = ticketOf("anna");
        TicketNumber other = ticketOf("anna");
        roster.reportAbsence("anna", Absence.Kind.SICKNESS, NOW, null, null, VERA);
        TicketNumber queued = ticketOf(null);

        try (var vera = Browser.open(port, Locale.ENGLISH)) {
            vera.size(1400, 1000).logIn("vera").goTo("/board?lang=en");
            vera.see(".need", "Anna Weber is not there");
            vera.see(".people .absent", "Absent until further notice");
            vera.picture("board-needs");

            vera.run("document.querySelector('.need a[data-dialog]').focus()");
            vera.run("document.activeElement.click()");
            vera.see("dialog[open]", "Who takes it?");
            vera.picture("board-move");
            assertThat(vera.run("return document.activeElement.value")).isEqualTo("boris");

            // While they choose, the board goes on, and takes nothing from them.
            TicketNumber late = ticketOf("boris");
            tickets.assign(queued, "boris", VERA);
            vera.until("the board has gone on", page -> vera.visible(".need").size() == 2);
            assertThat(vera.run("return document.activeElement.value")).isEqualTo("boris");
            vera.click("dialog button[type=submit]");
            vera.see("#said", "is with Boris Ivanov now");
            vera.until("one of them has moved", page -> List.of(mine, other).stream()
                    .map(this::ownerOf)
                    .toList()
                    .contains("boris"));
            assertThat(ownerOf(late)).isEqualTo("boris");

            // Somebody is faster.
            vera.click(".need a[data-dialog]");
            vera.see("dialog[open]", "Who takes it?");
            TicketNumber left = "anna".equals(ownerOf(mine)) ? mine : other;
            tickets.assign(left, "boris", VERA);
            vera.click("dialog button[type=submit]");
            vera.see("dialog [role=alert]");
            vera.picture("board-race");
            vera.see("dialog [role=alert]", "is with Boris Ivanov by now");
            vera.click("dialog [data-close]");
            vera.see(".calm", "Nobody needs you");
        }
    }

    @Test
    void speaksRussianAndFitsOnAPhone() {
        ticketOf("anna");
        ticketOf(null);
        rules.change("service", new OwnRules(null, null, null, Duration.ofMinutes(15), null), VERA);
        engine.pass(Duration.ofMinutes(15));
        engine.runDueJobs();
        try (var vera = Browser.open(port, Locale.forLanguageTag("ru"))) {
            vera.size(1400, 1000).logIn("vera").goTo("/board");
            vera.see(".need", "не на смене");
            vera.see("h1", "Смена сейчас");
            vera.picture("board-ru");
            vera.size(420, 1400).goTo("/board");
            vera.see(".need");
            vera.picture("board-ru-phone");
            assertThat(vera.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                    .isEqualTo(true);
            vera.click(".people a[data-dialog]");
            vera.see("dialog[open]", "Отметить болезнь");
            vera.picture("board-ru-person");
        }
    }

    @Test
    void showsWhatIsBeingHandedOverAndLetsItBeDecidedInTheReceiversPlace() {
        TicketNumber ticket = ticketOf("anna");
        long line = handovers.offer(ticket, "boris", "She is in a hurry.", ANNA);
        assertThat(board().offers()).singleElement().satisfies(offer -> {
            assertThat(offer.number()).isEqualTo(ticket.value());
            assertThat(offer.to()).isEqualTo("Boris Ivanov");
        });
        try (var vera = Browser.open(port, Locale.ENGLISH)) {
            vera.size(1400, 1000).logIn("vera").goTo("/board?lang=en");
            vera.click("[data-part=offers] a[data-dialog]");
            vera.see("dialog[open] blockquote", "She is in a hurry.");
            vera.picture("board-offer");
            vera.type("dialog input[name=reason]", "He is on the phone and said yes.");
            vera.click("dialog form:has(input[name=reason]) button[type=submit]");
            vera.see("#said", "Done.");
        }
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThatThrownBy(() -> handovers.withdraw(line, VERA)).isInstanceOf(Refusal.class);
    }

    @Test
    void saysSoWhereThereIsNobodyAndNothing() {
        Actor admin = new Actor("admin", Set.of(Role.ADMIN), Set.of());
        try (var browser = Browser.open(port, Locale.ENGLISH)) {
            browser.size(1400, 900).logIn("admin").goTo("/board?team=technical");
            browser.see(".calm");
            browser.picture("board-empty");
        }
        assertThat(boards.of("technical", admin).needs()).isEmpty();
    }

    private ShiftBoard board() {
        return boards.of("service", VERA);
    }

    private List<Member> members() {
        return board().members();
    }

    private Member member(String id) {
        return members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private TicketNumber ticketOf(@Nullable String owner) {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.change(number, Priority.HIGH, null, null, VERA);
        if (!Objects.equals(ownerOf(number), owner)) {
            tickets.assign(number, owner, VERA);
        }
        return number;
    }

    private @Nullable String ownerOf(TicketNumber ticket) {
        return tickets.find(ticket).map(OpenTicket::owner).orElse(null);
    }
}
