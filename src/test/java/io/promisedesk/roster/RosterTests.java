package io.promisedesk.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.StartRefused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;

@PromisedeskTest
class RosterTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant NOON = NOW.plus(Duration.ofHours(2));

    @Autowired
    RosterDesk roster;

    @Autowired
    IdentityService identity;

    @Autowired
    RosterFile file;

    @Test
    void countsWhoeverStandsInNoRosterAsOnShift() {
        assertThat(roster.isOnShift("anna", NOW)).isTrue();
        assertThat(roster.agentsOnShift("service", NOW)).containsExactly("anna", "boris");
        assertThat(roster.nextShiftStart("anna", NOW)).isEmpty();
    }

    @Test
    void knowsWhoIsOnShiftNow() {
        Shift early = roster.plan("service", NOW, NOON, List.of("anna"));
        roster.plan("service", NOON, NOON.plus(Duration.ofHours(8)), List.of("boris"));

        assertThat(roster.agentsOnShift("service", NOW)).containsExactly("anna");
        assertThat(roster.isOnShift("anna", NOON.minusMillis(1))).isTrue();
        assertThat(roster.isOnShift("anna", NOON)).isFalse();
        assertThat(roster.agentsOnShift("service", NOON)).containsExactly("boris");
        assertThat(roster.shift(early.key())).contains(early);
        assertThat(roster.shiftsStarting(NOW, NOON)).containsExactly(early);
        assertThat(roster.nextShiftStart("boris", NOW)).contains(NOON);
        assertThat(roster.nextShiftStart("boris", NOON)).isEmpty();
        assertThat(roster.nextShift("service", NOON))
                .hasValueSatisfying(next -> assertThat(next.people()).containsExactly("boris"));
    }

    @Test
    void tellsAllSupervisorsWhereNoneIsOnShift() {
        assertThat(roster.supervisorsToTell("service", NOW)).containsExactly("vera");
        roster.plan("service", NOON, NOON.plusSeconds(3600), List.of("vera"));
        assertThat(roster.isOnShift("vera", NOW)).isFalse();
        assertThat(roster.supervisorsToTell("service", NOW)).containsExactly("vera");
    }

    @Test
    void tellsDispatchersOfATeamWithoutSupervisorsAndAdministratorsWhereThereAreNone() {
        assertThat(roster.supervisorsToTell("nobody-leads", NOW)).containsExactly("olga");
        assertThat(roster.supervisorsToTell(null, NOW)).containsExactly("olga");

        identity.deleteMembership("olga", "dispatchers");
        try {
            assertThat(roster.supervisorsToTell("nobody-leads", NOW)).containsExactly("admin");
        } finally {
            identity.createMembership("olga", "dispatchers");
        }
    }

    @Test
    void putsADatedShiftInThePlaceOfThePatternsShift() {
        apply(WEEK);
        assertThat(roster.agentsOnShift("service", NOW)).containsExactly("anna");

        Instant start = Instant.parse("2026-03-02T07:00:00Z");
        Shift longer = roster.plan("service", start, start.plus(Duration.ofHours(10)), List.of("boris", "boris"));
        assertThat(roster.shiftsStarting(start, NOW)).containsExactly(longer);
        assertThat(longer.people()).containsExactly("boris");

        roster.plan("service", start, start.plus(Duration.ofHours(10)), List.of());
        assertThat(roster.shiftsStarting(start, NOW)).isEmpty();

        roster.unplan("service", start, start.plus(Duration.ofHours(10)));
        assertThat(roster.agentsOnShift("service", NOW)).containsExactly("anna");
    }

    @Test
    void leavesAbsentPeopleOutOfTheirShifts() {
        apply(WEEK);
        roster.planAbsence("anna", LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 3));
        assertThat(roster.isOnShift("anna", NOW)).isFalse();
        assertThat(roster.nextShiftStart("anna", NOW)).contains(Instant.parse("2026-03-04T07:00:00Z"));
    }

    @Test
    void countsAbsentPeopleOutsideOfRostersAsOffShift() {
        roster.planAbsence("anna", LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 2));
        assertThat(roster.isOnShift("anna", NOW)).isFalse();
        assertThat(roster.isOnShift("anna", NOW.plus(Duration.ofDays(1)))).isTrue();
    }

    @Test
    void joinsPeopleOfTwoPatternsWithTheSameTimes() {
        apply(
                """
                teams:
                  service:
                    week:
                      - {days: [mon, tue], start: "08:00", end: "16:00", people: [boris]}
                      - {days: [mon], start: "08:00", end: "16:00", people: [anna, vera]}
                """);
        assertThat(roster.shiftsStarting(NOW.minus(Duration.ofHours(9)), NOW))
                .singleElement()
                .satisfies(shift -> assertThat(shift.people()).containsExactly("anna", "boris", "vera"));
    }

    @Test
    void appliesAFileOnceAndKeepsWhatTheDeskPlanned() {
        assertThat(apply(WEEK)).isTrue();
        Shift planned = roster.plan("technical", NOW, NOON, List.of("clara"));
        assertThat(apply(WEEK)).isFalse();
        assertThat(apply("teams: {}")).isTrue();
        assertThat(roster.shiftsStarting(NOW.minus(Duration.ofDays(1)), NOON)).containsExactly(planned);
    }

    @Test
    void saysInWordsWhatIsWrongWithAFile() {
        assertThatThrownBy(() -> apply("teams: {nowhere: {week: []}}"))
                .hasMessageContaining("The roster names the team \"nowhere\", which does not exist");
        assertThatThrownBy(
                        () -> apply(
                                """
                        teams:
                          service:
                            week:
                              - {days: [someday], start: "08:00", end: "16:00", people: [anna]}
                        """))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining("\"someday\" is no weekday");
    }

    @Test
    void refusesShiftsOfNoTeamOrNoLength() {
        assertThatThrownBy(() -> roster.plan("nowhere", NOW, NOON, List.of("anna")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("roster.refused.unknownTeam");
        assertThatThrownBy(() -> roster.plan("service", NOON, NOW, List.of("anna")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("roster.refused.length");
    }

    private boolean apply(String yaml) {
        return file.apply(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "roster.yaml"));
    }

    private static final String WEEK =
            """
            teams:
              service:
                week:
                  - {days: [mon, tue, wed, thu, fri], start: "08:00", end: "16:00", people: [anna]}
                  - {days: [mon, tue, wed, thu, fri], start: 16:00, end: 24:00, people: [boris], from: 2026-01-01, to: 2026-12-31}
                shifts:
                  - {start: "2026-03-07T10:00", end: "2026-03-07T14:00", people: [boris]}
            absences:
              - {person: boris, from: 2026-03-05, to: 2026-03-06}
            """;
}
