package io.promisedesk.bench;

import io.promisedesk.handover.TeamRulesDesk;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A team whose early shift owns many tickets, and ends. */
@RestController
@RequestMapping("/api/bench/shift-end")
class ShiftEndController {

    private static final Actor LEAD = new Actor("lead", Set.of(Role.SUPERVISOR), Set.of("service"));

    private final TicketDesk desk;
    private final RosterDesk roster;
    private final TeamRulesDesk rules;
    private final IdentityService identity;
    private final Unchecked unchecked;

    ShiftEndController(
            TicketDesk desk,
            RosterDesk roster,
            TeamRulesDesk rules,
            IdentityService identity,
            Unchecked unchecked) {
        this.desk = desk;
        this.roster = roster;
        this.rules = rules;
        this.identity = identity;
        this.unchecked = unchecked;
    }

    /** @param round tells the people of this shift from those of another */
    record Shift(int round, int agents, int tickets) {}

    @PostMapping("/tickets")
    void tickets(@RequestBody Shift shift) {
        unchecked.run(() -> people(shift, "early").forEach(this::hire));
        unchecked.run(() -> people(shift, "late").forEach(this::hire));
        List<String> early = people(shift, "early");
        for (int i = 0; i < shift.tickets(); i++) {
            TicketNumber number = desk.open(
                    NewTicket.ofText(
                            "Question about my invoice",
                            "Why is it higher than last month?",
                            "customer" + i % 500 + "@example.org",
                            "A Customer",
                            Channel.WEB,
                            Instant.now()),
                    Actor.SYSTEM);
            desk.assign(number, early.get(i % early.size()), Actor.SYSTEM);
        }
    }

    /** @param seconds from now to the end of the shift; its agents are asked at once */
    record End(int round, int agents, int seconds) {}

    @PostMapping("/plan")
    void plan(@RequestBody End asked) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plusSeconds(asked.seconds());
        Shift shift = new Shift(asked.round(), asked.agents(), 0);
        rules.change("service", new OwnRules(Duration.ofHours(1), Duration.ZERO, null, null, null), LEAD);
        roster.plan("service", now.minusSeconds(60L + asked.round()), now.plus(Duration.ofHours(8)), people(shift, "late"));
        roster.plan("service", now.minus(Duration.ofHours(4)), end, people(shift, "early"));
    }

    private static List<String> people(Shift shift, String when) {
        return IntStream.rangeClosed(1, shift.agents())
                .mapToObj(i -> when + shift.round() + "n" + i)
                .toList();
    }

    private void hire(String id) {
        User user = identity.newUser(id);
        user.setFirstName(id);
        user.setLastName("of the bench");
        user.setEmail(id + "@example.com");
        identity.saveUser(user);
        identity.createMembership(id, Role.AGENT.group());
        identity.createMembership(id, "service");
    }
}
