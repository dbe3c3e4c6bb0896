package io.promisedesk.bench;

import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.RoutingMoves;
import io.promisedesk.ticket.TeamRouting.Mode;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A large team on shift with many tickets, and how long it takes to find somebody for one more. */
@RestController
@RequestMapping("/api/bench/routing")
class RoutingController {

    private static final String TEAM = "service";

    private final IdentityService identity;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final TicketDesk desk;
    private final RoutingDesk routing;
    private final RoutingMoves moves;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JobExecutor executor;
    private final Unchecked unchecked;

    RoutingController(
            IdentityService identity,
            PeopleDesk people,
            RosterDesk roster,
            TicketDesk desk,
            RoutingDesk routing,
            RoutingMoves moves,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ProcessEngineConfigurationImpl engine,
            Unchecked unchecked) {
        this.unchecked = unchecked;
        this.identity = identity;
        this.people = people;
        this.roster = roster;
        this.desk = desk;
        this.routing = routing;
        this.moves = moves;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.executor = engine.getJobExecutor();
    }

    record Count(int count) {}

    /** Agents of one team, half of whom can do billing, all of them on shift. */
    @PostMapping("/people")
    void people(@RequestBody Count request) {
        List<String> ids =
                IntStream.range(0, request.count()).mapToObj("agent%03d"::formatted).toList();
        for (String id : ids) {
            unchecked.run(() -> {
                User user = identity.newUser(id);
                user.setLastName(id);
                user.setEmail(id + "@promisedesk.local");
                identity.saveUser(user);
                identity.createMembership(id, "agents");
                identity.createMembership(id, TEAM);
            });
        }
        int half = request.count() / 2;
        for (int i = 0; i < ids.size(); i++) {
            people.enable(
                    ids.get(i),
                    new Abilities(i < half ? Set.of("billing") : Set.of(), Set.of(Locale.ENGLISH), 200),
                    Actor.SYSTEM);
        }
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS);
        roster.plan(TEAM, start, start.plus(Duration.ofHours(12)), ids);
        routing.route(TEAM, Mode.PUSH, null, Actor.SYSTEM);
    }

    /** Each is given to somebody as it comes: the load that the measured decisions find. */
    @PostMapping("/tickets")
    void tickets(@RequestBody Count request) {
        IntStream.range(0, request.count()).forEach(this::open);
    }

    private TicketNumber open(int i) {
        return desk.open(
                NewTicket.ofText(
                        i % 2 == 0 ? "Question about my invoice" : "A question",
                        "Why is it higher than last month?",
                        "customer" + i % 2000 + "@example.org",
                        "A Customer",
                        Channel.WEB,
                        Instant.now()),
                Actor.SYSTEM);
    }

    /** Milliseconds, ascending. */
    record Times(List<Double> decisions, List<Double> floor) {}

    /** In turn: a decision with all that it reads, locks and keeps, and the least query that could answer. */
    @PostMapping("/decisions")
    Times decisions(@RequestBody Count request) {
        executor.shutdown();
        routing.route(TEAM, Mode.PULL, null, Actor.SYSTEM);
        List<TicketNumber> waiting =
                IntStream.range(0, request.count()).mapToObj(this::open).toList();
        routing.route(TEAM, Mode.PUSH, null, Actor.SYSTEM);
        List<Double> decisions = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        for (TicketNumber number : waiting) {
            decisions.add(time(() -> moves.findOwner(number)));
            floor.add(time(() -> jdbc.sql(
                            """
                            select assignee_, count(*) from act_ru_task
                            where task_def_key_ = 'userTask_workOnTicket' group by 1 order by 2 limit 1
                            """)
                    .query((row, n) -> Map.of(String.valueOf(row.getString(1)), row.getInt(2)))
                    .list()));
        }
        executor.start();
        return new Times(
                decisions.stream().sorted().toList(), floor.stream().sorted().toList());
    }

    private double time(Runnable work) {
        long begun = System.nanoTime();
        transaction.executeWithoutResult(status -> work.run());
        return (System.nanoTime() - begun) / 1e6;
    }
}
