package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.ClockView.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class CalendarBookTests {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant MONDAY = Engine.MONDAY_MORNING;

    @Autowired
    CalendarBook book;

    @Autowired
    Calendars calendars;

    @Autowired
    CalendarEdits calendarEdits;

    @Autowired
    ClockDesk clocks;

    @Autowired
    CurrentActor actors;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ObjectMapper json;

    @Autowired
    Texts texts;

    @Autowired
    Clock clock;

    @Autowired
    PlatformTransactionManager transactions;

    String key;
    Actor vera;

    @BeforeEach
    void freshCalendar() {
        key = "c" + UUID.randomUUID().toString().substring(0, 12);
        vera = actors.of("vera");
        assertThat(book.save(key, 0, office("09:00-18:00"), "A new team", vera)).isPresent();
    }

    static CalendarRules office(String hours) {
        Map<String, List<String>> week = new LinkedHashMap<>();
        CalendarRules.WEEKDAYS.subList(0, 5).forEach(day -> week.put(day, List.of(hours)));
        return new CalendarRules("Office", week, List.of("ru"), List.of(), List.of(), List.of(), List.of());
    }

    private Target hours(int hours) {
        return new Target(Budget.hours(hours), key, UTC, 75, "test");
    }

    /** Another node: its own memory, the same database. */
    private Calendars otherNode(SlaSettings.Hours... configured) {
        return new Calendars(
                new SlaSettings(configured.length == 0 ? Map.of() : Map.of(key, configured[0])),
                jdbc,
                json,
                new WindowTable(jdbc, transactions),
                texts,
                clock);
    }

    @Test
    void anotherNodeUsesTheNewVersionAtOnce() {
        Calendars other = otherNode();
        assertThat(other.current(key, UTC).version()).isEqualTo(1);

        book.save(key, 1, office("09:00-12:00"), "Afternoons off", vera);

        assertThat(other.current(key, UTC).version()).isEqualTo(2);
        assertThat(other.calendar(other.current(key, UTC)).due(MONDAY, Duration.ofHours(4)))
                .isEqualTo("2026-03-03T10:00:00Z");
        new TransactionTemplate(transactions).executeWithoutResult(tx -> {
            assertThat(other.current(key, UTC).version()).isEqualTo(2);
            assertThat(other.current(key, ZoneId.of("Europe/Berlin")).version()).isEqualTo(2);
        });
        assertThat(other.keys()).contains(key);
    }

    @Test
    void configurationIsIgnoredOnceAPersonHasEdited() {
        var configured = new SlaSettings.Hours(Map.of("mon-sun", List.of("00:00-24:00")), null, null, null);

        Calendars restarted = otherNode(configured);

        assertThat(restarted.current(key, UTC).version()).isEqualTo(1);
        assertThat(restarted.latest(key).orElseThrow().rules()).isEqualTo(office("09:00-18:00"));
    }

    @Test
    void configurationIsTheSeed() {
        key = "s" + key;
        var night = new SlaSettings.Hours(Map.of("mon-fri", List.of("22:00-06:00")), List.of("de"), null, null);
        Calendars first = otherNode(night);
        Calendars second = otherNode(night);

        assertThat(second.current(key, UTC).version()).isEqualTo(1);
        CalendarVersion seed = first.latest(key).orElseThrow();
        assertThat(seed.isKept()).isFalse();
        assertThat(seed.author()).isEqualTo("system");
        assertThat(seed.rules().week()).containsEntry("mon", List.of("22:00-06:00"));
        assertThatThrownBy(() -> calendars.current(key, UTC))
                .as("where the configuration does not name it")
                .isInstanceOf(Refusal.class);

        book.save(key, 1, office("09:00-18:00"), "Days instead of nights", vera);
        assertThat(first.current(key, UTC).version()).isEqualTo(2);
        assertThat(calendars.current(key, UTC).version()).isEqualTo(2);
    }

    @Test
    void readsVersionsFromBeforeRulesWereKept() {
        jdbc.sql(
                        """
                        update sla_calendar set definition =
                            '{"week":{"mon":[["09:00","12:00"]]},"holidays":["2026-03-09"],"overrides":{"2026-03-10":[["10:00","11:00"]]}}'
                        where key = :key
                        """)
                .param("key", key)
                .update();
        CalendarVersion old = otherNode().latest(key).orElseThrow();

        assertThat(old.rules().week()).containsExactly(Map.entry("mon", List.of("09:00-12:00")));
        assertThat(old.rules().holidays()).containsExactly(new CalendarRules.Dated("2026-03-09", null));
        assertThat(old.plan().in(UTC).due(MONDAY, Duration.ofHours(4))).isEqualTo("2026-03-10T11:00:00Z");
        assertThat(old.rules())
                .isEqualTo(CalendarRules.of(CalendarPlan.of(old.rules(), MONDAY).hours()));
    }

    @Test
    void saysWhatAnEditWouldMoveAndWritesNothing() {
        for (int i = 1; i <= 12; i++) {
            clocks.start("X-" + i, Metric.RESOLUTION, hours(i), MONDAY);
        }
        clocks.start("X-0", Metric.RESOLUTION, hours(1), MONDAY);
        clocks.stop("X-0", Metric.RESOLUTION, MONDAY);
        engine.pass(Duration.ofMinutes(90));

        Shifts shifts = book.shifts(key, CalendarPlan.of(office("09:00-10:00"), engine.now()), vera);

        assertThat(shifts.open()).isEqualTo(12);
        assertThat(shifts.moved()).isEqualTo(11);
        assertThat(shifts.largest()).hasSize(10).first().satisfies(most -> {
            assertThat(most.subject()).isEqualTo("X-12");
            assertThat(most.before()).isEqualTo("2026-03-03T12:00:00Z");
            assertThat(most.by()).isGreaterThan(Duration.ofDays(13));
        });
        assertThat(shifts.earlier()).isZero();
        assertThat(clocks.explain("X-2", Metric.RESOLUTION, 1, List.of())
                        .orElseThrow()
                        .changes())
                .hasSize(1);
        Shifts tighter = book.shifts(key, CalendarPlan.of(office("00:00-24:00"), engine.now()), vera);
        assertThat(tighter.earlier()).isEqualTo(3);
        assertThat(tighter.breaking()).isZero();
    }

    @Test
    void whatWasShownIsWhatHappens() {
        for (int i = 1; i <= 5; i++) {
            clocks.start("X-" + i, Metric.RESOLUTION, hours(i * 3), MONDAY);
        }
        clocks.pause("X-4", Metric.RESOLUTION, MONDAY.plus(Duration.ofHours(1)), "customer");
        clocks.start("X-9", Metric.RESOLUTION, hours(1), MONDAY);
        clocks.stop("X-9", Metric.RESOLUTION, MONDAY.plus(Duration.ofHours(2)));
        ClockView ended = clocks.clocks("X-9").get(0);
        engine.pass(Duration.ofHours(4));
        CalendarRules edit = office("08:00-12:00");
        Shifts shown = book.shifts(key, CalendarPlan.of(edit, engine.now()), vera);

        book.save(key, 1, edit, "Short days in March", vera);

        List<Shifted> happened = new ArrayList<>();
        for (Shifted shift : shown.shifted()) {
            ClockView view = clocks.open(shift.subject(), shift.metric()).orElseThrow();
            happened.add(new Shifted(
                    shift.subject(),
                    shift.metric(),
                    shift.before(),
                    Objects.requireNonNull(view.due()),
                    shift.breaks()));
        }
        assertThat(happened).hasSize(4).isEqualTo(shown.shifted());
        assertThat(clocks.open("X-1", Metric.RESOLUTION).orElseThrow().verdict())
                .isEqualTo(Verdict.MISSED);
        assertThat(clocks.clocks("X-9")).containsExactly(ended);
        assertThat(book.behind(key, vera)).isZero();
        assertThat(jdbc.sql(
                                """
                                select e.reason from sla_clock_event e join sla_clock c on c.id = e.clock
                                where c.subject = 'X-2' and e.seq = 2
                                """)
                        .query(String.class)
                        .single())
                .isEqualTo("calendar version 2: Short days in March");
    }

    @Test
    void theSlowerOfTwoEditorsIsToldSo() {
        assertThat(book.save(key, 1, office("09:00-17:00"), "First", vera)).isPresent();
        assertThat(book.save(key, 1, office("09:00-16:00"), "Second", actors.of("victor")))
                .isEmpty();

        assertThat(book.versions(key, vera))
                .extracting(CalendarVersion::version, CalendarVersion::author, CalendarVersion::reason)
                .containsExactly(tuple(2, "vera", "First"), tuple(1, "vera", "A new team"));
    }

    @Test
    void refusesWhoMayNotAndWhatCannotBe() {
        assertThatThrownBy(() -> book.save(key, 1, office("09:00-17:00"), "Why not", actors.of("anna")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN));
        assertThatThrownBy(() -> book.calendars(actors.of("denis"))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> book.save(key, 1, office("09:00-17:00"), " ", vera))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("reason"));
        assertThatThrownBy(() -> book.save("Büro", 0, office("09:00-17:00"), "New", vera))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("key"));
        assertThat(book.calendars(actors.of("anna")))
                .extracting(CalendarVersion::key)
                .contains(key);
    }

    @Test
    void manyClocksFollowInRounds() {
        for (int i = 0; i < 203; i++) {
            clocks.start("Y-" + i, Metric.RESOLUTION, hours(5), MONDAY);
        }
        book.save(key, 1, office("09:00-12:00"), "Afternoons off", vera);
        assertThat(book.behind(key, vera)).isEqualTo(3);

        calendarEdits.catchUp();

        assertThat(book.behind(key, vera)).isZero();
    }

    @Test
    void warnsWhereHolidaysEnd() {
        CalendarRules dated = new CalendarRules(
                null,
                office("09:00-17:00").week(),
                List.of(),
                List.of(),
                List.of(new CalendarRules.Dated("2026-01-01", "New Year")),
                List.of(),
                List.of());
        book.save(key, 1, dated, "By hand", vera);

        assertThat(calendars.endingRules(MONDAY)).doesNotContainKey(key);
        assertThat(calendars.endingRules(
                        MONDAY.atOffset(ZoneOffset.UTC).plusMonths(9).toInstant()))
                .containsEntry(key, LocalDate.parse("2026-12-31"));
    }
}
