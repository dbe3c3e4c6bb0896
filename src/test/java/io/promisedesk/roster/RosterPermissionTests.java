package io.promisedesk.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Absence.Kind;
import io.promisedesk.roster.Swap.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may do what with the roster of the team "service", decided by the desks; and what swaps do. */
@PromisedeskTest
class RosterPermissionTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
    private static final Duration EIGHT_HOURS = Duration.ofHours(8);
    private static final List<String> PEOPLE =
            List.of("anna", "clara", "vera", "victor", "olga", "denis", "admin", "integrator");

    @Autowired
    RosterDesk roster;

    @Autowired
    PlanDesk plan;

    @Autowired
    SwapDesk swaps;

    @Autowired
    RosterCalendars calendars;

    @Autowired
    FeedDesk feeds;

    @Autowired
    CurrentActor actors;

    @Test
    void theTeamsAgentsAndThoseWhoPlanReadItsRoster() {
        assertThat(allowed(by -> plan.view("service", NOW, TOMORROW, by))).isEqualTo("anna vera olga admin");
        assertThat(allowed(by -> plan.patterns("service", by))).isEqualTo("anna vera olga admin");
        assertThat(allowed(by -> calendars.ofTeam("service", Locale.ENGLISH, by)))
                .isEqualTo("anna vera olga admin");
        assertThat(allowed(by -> calendars.ofPerson("boris", Locale.ENGLISH, by)))
                .isEqualTo("vera olga admin");
        assertThat(allowed(by -> feeds.make("service", by))).isEqualTo("anna vera olga admin");
    }

    @Test
    void itsSupervisorsDispatchersAndAdministratorsPlanIt() {
        assertThat(allowed(by -> plan.edit(edit("boris"), by))).isEqualTo("vera olga admin");
        assertThat(allowed(by -> plan.check(edit("boris"), by))).isEqualTo("vera olga admin");
        assertThat(allowed(by -> plan.save(weekly(), by))).isEqualTo("vera olga admin");
        assertThat(allowed(by -> {
                    int version = plan.view("service", NOW, TOMORROW, actors.of("vera"))
                            .staffing()
                            .version();
                    plan.staff(new Staffing("service", 4.0, null, version), by);
                }))
                .isEqualTo("vera olga admin");
        Shift shift = roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
        assertThat(allowed(by -> {
                    ShiftPlan seen = only(shift);
                    plan.remove(seen.key(), seen.version(), by);
                    roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
                }))
                .isEqualTo("vera olga admin");
    }

    @Test
    void agentsReportTheirOwnSicknessAndNothingElse() {
        assertThat(allowed(by -> roster.cancelAbsence(
                        roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, by)
                                .id(),
                        by)))
                .isEqualTo("anna vera olga admin");
        assertThat(allowed(by -> roster.cancelAbsence(
                        roster.reportAbsence("anna", Kind.VACATION, NOW, TOMORROW, null, by)
                                .id(),
                        by)))
                .isEqualTo("vera olga admin");
        Absence vacation = roster.reportAbsence("anna", Kind.VACATION, NOW, TOMORROW, null, Actor.SYSTEM);
        Actor anna = actors.of("anna");
        refused("roster.refused.recordAbsence", () -> roster.endAbsence(vacation.id(), NOW.plusSeconds(60), anna));
        refused(
                "roster.refused.recordAbsence",
                () -> roster.changeAbsence(vacation.id(), Kind.SICKNESS, NOW, TOMORROW, null, anna));
    }

    @Test
    void colleaguesSeeThatSomebodyIsAbsentAndNotWhy() {
        roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, "Flu", actors.of("vera"));

        Absence seen = plan.view("service", NOW, TOMORROW, actors.of("boris"))
                .absences()
                .get(0);
        assertThat(seen.kind()).isEqualTo(Kind.OTHER);
        assertThat(seen.note()).isNull();
        assertThat(plan.view("service", NOW, TOMORROW, actors.of("anna"))
                        .absences()
                        .get(0)
                        .note())
                .isEqualTo("Flu");
        // A calendar's address needs no log-in: when exactly somebody is absent goes out to those who plan.
        assertThat(calendars.ofTeam("service", Locale.ENGLISH, actors.of("boris")))
                .doesNotContain("Absent", "Anna Weber", "Flu", "Sick");
        assertThat(calendars.ofTeam("service", Locale.ENGLISH, actors.of("vera")))
                .contains("Absent: Anna Weber")
                .doesNotContain("Flu", "Sick");
    }

    @Test
    void aSwapHoldsOnceItIsConfirmedAndNoLongerOnceItIsForbidden() {
        Shift annas = roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
        Instant later = TOMORROW.plus(Duration.ofDays(1));
        Shift borises = roster.plan("service", later, later.plus(EIGHT_HOURS), List.of("boris"));

        Swap asked = swaps.ask(annas.key(), "boris", borises.key(), "Dentist", actors.of("anna"));
        assertThat(roster.isOnShift("anna", TOMORROW)).isTrue();
        assertThat(swaps.waitingFor("boris")).containsExactly(asked);
        assertThat(allowed(by -> swaps.confirm(asked.id(), by)))
                .as("none of these is Boris")
                .isEmpty();

        assertThat(swaps.confirm(asked.id(), actors.of("boris")).state()).isEqualTo(State.CONFIRMED);
        assertThat(roster.isOnShift("boris", TOMORROW)).isTrue();
        assertThat(roster.isOnShift("anna", TOMORROW)).isFalse();
        assertThat(roster.isOnShift("anna", later)).isTrue();
        assertThat(roster.shift(annas.key()).orElseThrow().people()).containsExactly("boris");
        plan.edit(edit(only(annas), "anna"), actors.of("vera"));
        assertThat(roster.isOnShift("anna", TOMORROW))
                .as("what is planned later wins")
                .isTrue();
        plan.edit(edit(only(annas), "boris"), actors.of("vera"));

        assertThat(allowed(by -> swaps.forbid(asked.id(), by)))
                .as("once is enough")
                .isEqualTo("vera");
        assertThat(roster.isOnShift("boris", later)).isTrue();
    }

    @Test
    void aSwapThatCannotBeWorkedIsRefusedAlsoWhenItIsConfirmed() {
        Shift annas = roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
        Actor anna = actors.of("anna");
        refused("roster.refused.swapMember", () -> swaps.ask(annas.key(), "clara", null, null, anna));
        refused("roster.refused.swapOneself", () -> swaps.ask(annas.key(), "anna", null, null, anna));
        refused("roster.refused.swapNotInShift", () -> swaps.ask(annas.key(), "vera", null, null, actors.of("boris")));

        Swap asked = swaps.ask(annas.key(), "boris", null, null, anna);
        refused("roster.refused.swapAsked", () -> swaps.ask(annas.key(), "boris", null, null, anna));
        Actor boris = actors.of("boris");
        Absence absence = roster.reportAbsence("boris", Kind.SICKNESS, TOMORROW, null, null, boris);
        refused("roster.refused.swapAbsent", () -> swaps.confirm(asked.id(), boris));
        roster.cancelAbsence(absence.id(), boris);
        Instant overlapping = TOMORROW.plus(Duration.ofHours(7));
        roster.plan("service", overlapping, overlapping.plus(EIGHT_HOURS), List.of("boris"));
        refused("roster.refused.swapBusy", () -> swaps.confirm(asked.id(), boris));
        assertThat(swaps.withdraw(asked.id(), anna).state()).isEqualTo(State.WITHDRAWN);
        refused("roster.refused.swapDecided", () -> swaps.confirm(asked.id(), boris));
    }

    @Test
    void aShiftThatHasBegunIsNotSwappedAnyMore() {
        Shift running = roster.plan("service", NOW.minusSeconds(60), NOW.plus(EIGHT_HOURS), List.of("anna"));
        refused("roster.refused.swapBegun", () -> swaps.ask(running.key(), "boris", null, null, actors.of("anna")));
    }

    @Test
    void whoHasSeenAnOlderShiftDoesNotOverwriteTheNewerOne() {
        Shift shift = roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
        ShiftPlan seen = only(shift);
        Actor vera = actors.of("vera");
        plan.edit(edit(seen, "boris"), vera);
        refused("roster.refused.shiftChanged", () -> plan.edit(edit(seen, "anna"), actors.of("olga")));
        refused("roster.refused.shiftChanged", () -> plan.remove(seen.key(), seen.version(), vera));

        plan.save(weekly(), vera);
        Pattern pattern = plan.patterns("service", vera).get(0);
        plan.save(pattern, vera);
        refused("roster.refused.patternChanged", () -> plan.save(pattern, vera));
        refused(
                "roster.refused.patternChanged",
                () -> plan.removePattern("service", pattern.id(), pattern.version(), vera));
    }

    @Test
    void aChangedDateGoesBackToItsPattern() {
        Actor vera = actors.of("vera");
        plan.save(weekly(), vera);
        ShiftPlan monday = only(NOW);
        plan.remove(monday.key(), monday.version(), vera);
        assertThat(roster.shiftsStarting(NOW.minus(EIGHT_HOURS), TOMORROW)).isEmpty();
        ShiftPlan removed = only(NOW);
        assertThat(removed.people()).isEmpty();
        plan.restore(removed.key(), removed.version(), vera);
        assertThat(only(NOW).people()).containsExactly("boris");
        assertThat(only(NOW).dated()).isFalse();
    }

    @Test
    void findsWhatIsWrong() {
        Actor vera = actors.of("vera");
        Instant night = TOMORROW.minus(Duration.ofHours(9));
        roster.plan("service", night, night.plus(EIGHT_HOURS), List.of("anna", "nobody"));
        roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna", "boris", "clara"));
        roster.plan("technical", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("boris"));
        roster.reportAbsence("anna", Kind.OTHER, TOMORROW.plus(EIGHT_HOURS).minusSeconds(3600), null, null, vera);

        List<String> found = plan.view("service", NOW, TOMORROW.plus(Duration.ofDays(1)), vera).findings().stream()
                .filter(finding -> finding.person() != null)
                .map(finding -> finding.kind() + " " + finding.person())
                .toList();

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "NO_USER nobody", "SHORT_REST anna", "ABSENT anna", "DOUBLE_BOOKING boris", "NO_MEMBER clara");
    }

    @Test
    void whoIsIllUntilFurtherNoticeIsIllUntilTheNextRecordedAbsence() {
        Actor boris = actors.of("boris");
        Absence planned = roster.reportAbsence(
                "boris",
                Kind.SICKNESS,
                TOMORROW.plus(Duration.ofDays(8)),
                TOMORROW.plus(Duration.ofDays(10)),
                null,
                actors.of("vera"));

        Absence ill = roster.reportAbsence("boris", Kind.SICKNESS, NOW, null, null, boris);

        assertThat(ill.to()).isEqualTo(planned.from());
        assertThat(roster.reportAbsence("boris", Kind.SICKNESS, NOW, null, null, boris))
                .as("the very same a second time")
                .isEqualTo(ill);
        roster.reportAbsence(
                "anna", Kind.VACATION, TOMORROW, TOMORROW.plus(Duration.ofDays(2)), null, actors.of("vera"));
        assertThat(roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, actors.of("anna"))
                        .to())
                .as("who falls ill before a vacation may be ill all through it")
                .isNull();
    }

    @Test
    void severalShiftsWithoutRestAreFoundOneLongShiftIsNot() {
        Actor vera = actors.of("vera");
        Duration twelve = Duration.ofHours(12);
        roster.plan("service", TOMORROW, TOMORROW.plus(twelve), List.of("boris"));
        roster.plan("service", TOMORROW.plus(twelve), TOMORROW.plus(twelve.multipliedBy(2)), List.of("boris"));
        roster.plan("service", TOMORROW, TOMORROW.plus(Duration.ofHours(24)), List.of("anna"));
        roster.plan("technical", TOMORROW, TOMORROW.plus(Duration.ofHours(6)), List.of("clara"));
        roster.plan("technical", TOMORROW.plus(Duration.ofHours(6)), TOMORROW.plus(twelve), List.of("clara"));

        assertThat(plan.view("service", NOW, TOMORROW.plus(Duration.ofDays(2)), vera)
                        .findings())
                .filteredOn(finding -> finding.kind() == Finding.Kind.SHORT_REST)
                .extracting(Finding::person, Finding::to, Finding::amount)
                .containsExactly(tuple("boris", TOMORROW.plus(twelve), 0.0));
        assertThat(plan.view("technical", NOW, TOMORROW.plus(Duration.ofDays(2)), actors.of("victor"))
                        .findings())
                .extracting(Finding::kind)
                .doesNotContain(Finding.Kind.SHORT_REST);
    }

    @Test
    void aSwapSaysBeforehandWhatWouldBeWrongWithIt() {
        Shift annas = roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
        Instant next = TOMORROW.plus(EIGHT_HOURS);
        roster.plan("service", next, next.plus(EIGHT_HOURS), List.of("boris"));
        Swap asked = swaps.ask(annas.key(), "boris", null, null, actors.of("anna"));

        for (String reader : List.of("boris", "vera")) {
            assertThat(plan.check(asked, actors.of(reader)))
                    .extracting(Finding::kind, Finding::person)
                    .containsExactly(tuple(Finding.Kind.SHORT_REST, "boris"));
        }
        assertThat(plan.check(asked, actors.of("anna"))).as("of others").isEmpty();
    }

    @Test
    void onlyWhatCanBeSwappedIsOffered() {
        Instant later = TOMORROW.plus(Duration.ofDays(2));
        Shift annas = roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna"));
        Shift fits = roster.plan("service", later, later.plus(EIGHT_HOURS), List.of("boris"));
        Instant ill = later.plus(Duration.ofDays(1));
        roster.plan("service", ill, ill.plus(EIGHT_HOURS), List.of("boris"));
        roster.reportAbsence("anna", Kind.VACATION, ill, ill.plus(EIGHT_HOURS), null, actors.of("vera"));

        List<SwapDesk.Offer> offers = swaps.possible(annas.key(), NOW.plus(Duration.ofDays(30)), actors.of("anna"));

        assertThat(offers)
                .filteredOn(offer -> offer.taker().equals("boris"))
                .singleElement()
                .satisfies(offer -> {
                    assertThat(offer.forNothing()).isTrue();
                    assertThat(offer.back()).extracting(SwapDesk.Back::key).containsExactly(fits.key());
                });
        roster.reportAbsence("boris", Kind.SICKNESS, TOMORROW, TOMORROW.plusSeconds(60), null, actors.of("boris"));
        assertThat(swaps.possible(annas.key(), NOW.plus(Duration.ofDays(30)), actors.of("anna")))
                .extracting(SwapDesk.Offer::taker)
                .doesNotContain("boris");
    }

    @Test
    void whatLiesBehindIsNothingToBeMended() {
        Actor vera = actors.of("vera");
        Instant past = NOW.minus(Duration.ofDays(7));
        roster.plan("service", past, past.plus(EIGHT_HOURS), List.of("anna", "nobody"));
        roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS), List.of("anna", "nobody"));
        assertThat(plan.view("service", past.minus(EIGHT_HOURS), NOW, vera).findings())
                .isEmpty();
        assertThat(plan.view("service", past, TOMORROW.plus(EIGHT_HOURS), vera).findings())
                .isNotEmpty()
                .allMatch(finding -> finding.to().isAfter(NOW));
    }

    @Test
    void aGapIsAPromisedHourWithNobodyInIt() {
        Actor vera = actors.of("vera");
        // Promised are 9:00 to 18:00 in Berlin; it is 10:00 there.
        roster.plan("service", TOMORROW, TOMORROW.plus(EIGHT_HOURS).minusSeconds(1800), List.of("anna", "boris"));
        List<Finding> gaps = plan.view(
                        "service", TOMORROW.minus(EIGHT_HOURS), TOMORROW.plus(Duration.ofHours(12)), vera)
                .findings();
        assertThat(gaps).extracting(Finding::kind).containsOnly(Finding.Kind.GAP);
        assertThat(gaps)
                .extracting(Finding::from)
                .contains(TOMORROW.plus(EIGHT_HOURS).minusSeconds(1800));
    }

    private interface Attempt {
        void by(Actor actor);
    }

    /** Who of some people is not refused; each finds what the one before has left. */
    private String allowed(Attempt attempt) {
        Stream<String> through = PEOPLE.stream().filter(person -> {
            Throwable thrown = catchThrowable(() -> attempt.by(actors.of(person)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(Refusal.class);
            }
            return thrown == null;
        });
        return through.collect(Collectors.joining(" "));
    }

    private static void refused(String key, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOf(Refusal.class).hasMessageContaining(key);
    }

    private ShiftPlan only(Shift shift) {
        return plan.view("service", shift.start(), shift.start().plusMillis(1), actors.of("vera")).shifts().stream()
                .filter(seen -> seen.span().start().equals(shift.start()))
                .findFirst()
                .orElseThrow();
    }

    private ShiftPlan only(Instant at) {
        List<ShiftPlan> shifts =
                plan.view("service", at, at.plusMillis(1), actors.of("vera")).shifts();
        assertThat(shifts).hasSize(1);
        return shifts.get(0);
    }

    private static ShiftEdit edit(String person) {
        LocalDateTime start = LocalDateTime.of(2026, 3, 9, 8, 0);
        return new ShiftEdit("service", null, null, start, start.plusHours(8), List.of(person), List.of());
    }

    private static ShiftEdit edit(ShiftPlan seen, String person) {
        LocalDateTime start = LocalDateTime.of(2026, 3, 3, 10, 0);
        return new ShiftEdit(
                "service", seen.key(), seen.version(), start, start.plusHours(8), List.of(person), List.of());
    }

    private static Pattern weekly() {
        Slot slot = new Slot(0, LocalTime.of(8, 0), LocalTime.of(16, 0), List.of("boris"), List.of());
        return new Pattern(0, "service", "", 7, Pattern.MONDAY, null, null, List.of(slot), "desk", 0);
    }
}
