package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.roster.Shift;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PromisedeskTest
class TeamRulesTests {

    @Autowired
    TeamRulesDesk rules;

    @Autowired
    HandoverTables tables;

    @Autowired
    Engine engine;

    @Test
    void holdsWhatIsConfiguredWhereATeamSaysNothing() {
        TeamRules service = rules.of("service");
        assertThat(service.leadTime()).isEqualTo(Duration.ofMinutes(30));
        assertThat(service.grace()).isEqualTo(Duration.ofMinutes(10));
        assertThat(service.acceptance()).isEqualTo(Duration.ofMinutes(15));
        assertThat(service.noShowAfter()).isNull();
        assertThat(service.tellCustomers()).isFalse();
    }

    @Test
    void letsATeamRuleItselfAndNotAnother() {
        rules.change("service", new OwnRules(Duration.ofHours(1), null, null, Duration.ofMinutes(20), true), VERA);
        assertThat(rules.of("service"))
                .isEqualTo(new TeamRules(
                        "service",
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(20),
                        true));
        assertThat(rules.of("technical")).isEqualTo(rules.standard("technical"));

        rules.change("service", OwnRules.NONE, VERA);
        assertThat(rules.of("service")).isEqualTo(rules.standard("service"));
    }

    @Test
    void movesNoTimersOfShiftsThatWereTakenOutLongAgo() {
        Instant start = engine.now().minus(Duration.ofDays(3));
        Shift shift = new Shift("service:old", "service", start, start.plus(Duration.ofHours(8)), List.of("anna"));
        tables.plan(shift, start);
        assertThat(tables.open("service", engine.now().minus(Duration.ofDays(1))))
                .hasSize(1);
        tables.takeOut(shift.key(), start.plus(Duration.ofHours(1)));
        assertThat(tables.open("service", start)).hasSize(1);
        assertThat(tables.open("service", engine.now().minus(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void refusesWhoDoesNotAnswerForTheTeamAndTimesOutOfBounds() {
        assertThatThrownBy(() -> rules.change("service", OwnRules.NONE, ANNA))
                .hasMessageContaining("handover.refused.mayNotRule");
        assertThatThrownBy(() -> rules.change("technical", OwnRules.NONE, VERA))
                .hasMessageContaining("handover.refused.mayNotRule");
        assertThatThrownBy(() -> rules.change("nobody", OwnRules.NONE, VERA))
                .hasMessageContaining("handover.refused.unknownTeam");
        assertThatThrownBy(() -> rules.change("service", new OwnRules(null, null, Duration.ZERO, null, null), VERA))
                .hasMessageContaining("handover.refused.outOfBounds");
    }
}
