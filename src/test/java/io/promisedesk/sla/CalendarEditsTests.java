package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.sla.ClockView.Verdict;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PromisedeskTest
class CalendarEditsTests {

    static final ZoneId ZONE = ZoneId.of("UTC");

    @Autowired
    Calendars calendars;

    @Autowired
    CalendarEdits edits;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Engine engine;

    private static WorkingHours mondays(String opens, String closes) {
        Window window = new Window(Window.parseTime(opens), Window.parseTime(closes));
        return new WorkingHours(Map.of(DayOfWeek.MONDAY, List.of(window)), List.<LocalDate>of(), Map.of());
    }

    private static Target twoHours() {
        return new Target(Budget.hours(2), "edited", ZONE, 50, "test");
    }

    @Test
    void openClocksGoOverToTheNewVersionAndEndedOnesDoNot() {
        int first = calendars.define("edited", mondays("09:00", "12:00"));
        assertThat(calendars.define("edited", mondays("09:00", "12:00"))).isEqualTo(first);
        clocks.start("T-1", Metric.FIRST_RESPONSE, twoHours(), Engine.MONDAY_MORNING);
        clocks.stop("T-1", Metric.FIRST_RESPONSE, Engine.MONDAY_MORNING);
        clocks.start("T-1", Metric.RESOLUTION, twoHours(), Engine.MONDAY_MORNING);
        ClockView ended = clocks.clocks("T-1").get(0);

        int second = calendars.define("edited", mondays("09:00", "10:00"));
        edits.follow("edited");

        assertThat(second).isEqualTo(first + 1);
        assertThat(clocks.clocks("T-1").get(0)).isEqualTo(ended);
        ClockView open = clocks.open("T-1", Metric.RESOLUTION).orElseThrow();
        assertThat(open.due()).isEqualTo("2026-03-09T10:00:00Z");
        Explanation explanation =
                clocks.explain("T-1", Metric.RESOLUTION, 1, List.of()).orElseThrow();
        assertThat(explanation.calendar().version()).isEqualTo(second);
        assertThat(explanation.changes())
                .extracting(Explanation.Change::kind)
                .containsExactly("started", "recalendared");

        edits.follow("edited");
        assertThat(clocks.explain("T-1", Metric.RESOLUTION, 1, List.of()).orElseThrow())
                .isEqualTo(explanation);
    }

    @Test
    void aBreachOnTheOldVersionStays() {
        calendars.define("edited", mondays("09:00", "18:00"));
        clocks.start("T-1", Metric.RESOLUTION, twoHours(), Engine.MONDAY_MORNING);
        engine.pass(Duration.ofHours(3));

        calendars.define("edited", mondays("09:00", "10:00"));
        edits.follow("edited");

        ClockView open = clocks.open("T-1", Metric.RESOLUTION).orElseThrow();
        assertThat(open.due()).isAfter(engine.now());
        assertThat(open.verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void whatWasDueBeforeTheEditAndNotToldYetIsStillToCome() {
        calendars.define("edited", mondays("09:00", "18:00"));
        clocks.start("T-1", Metric.RESOLUTION, twoHours(), Engine.MONDAY_MORNING);
        Rung halfAnHourLate = Rung.after(Duration.ofMinutes(30));
        Rung twoHoursLate = Rung.after(Duration.ofHours(2));
        // An outage of ours: nobody was there at half past eleven.
        engine.pass(Duration.ofHours(3));

        calendars.define("edited", mondays("08:00", "18:00"));
        edits.follow("edited");

        assertThat(toCome(halfAnHourLate, twoHoursLate)).containsExactly(halfAnHourLate, twoHoursLate);
    }

    @Test
    void whatOnlyTheEditPutIntoThePastIsPassedOverAndStaysSo() {
        calendars.define("edited", mondays("09:00", "18:00"));
        clocks.start(
                "T-1",
                Metric.RESOLUTION,
                new Target(Budget.hours(4), "edited", ZONE, 50, "test"),
                Engine.MONDAY_MORNING.minus(Duration.ofHours(2)));
        Rung half = new Rung(50, Duration.ZERO);
        engine.pass(Duration.ofMinutes(30));

        calendars.define("edited", mondays("07:00", "18:00"));
        edits.follow("edited");
        assertThat(toCome(half)).isEmpty();
        engine.pass(Duration.ofMinutes(10));
        calendars.define("edited", mondays("07:00", "19:00"));
        edits.follow("edited");
        assertThat(toCome(half)).isEmpty();
    }

    private List<Rung> toCome(Rung... rungs) {
        return clocks.rungs("T-1", Metric.RESOLUTION, List.of(rungs)).stream()
                .filter(RungView::isToCome)
                .map(RungView::rung)
                .toList();
    }
}
