package io.promisedesk.sla;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The timers of open tickets follow their calendar. */
@PromisedeskTest
class CalendarEditsOfTicketsTests {

    @Autowired
    Calendars calendars;

    @Autowired
    CalendarEdits edits;

    @Autowired
    ClockDesk clocks;

    @Autowired
    TicketDesk desk;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    final String key = "c" + UUID.randomUUID().toString().substring(0, 12);

    @Test
    void theTimersOfAnOpenTicketFollowItsCalendar() {
        TicketNumber number = ticketOnItsOwnCalendar();
        Instant before = due(number, Metric.RESOLUTION);

        open("09:00-11:00");

        assertThat(due(number, Metric.RESOLUTION)).isAfter(before);
        assertThat(timer(number, "event_resolutionOverdue")).isEqualTo(due(number, Metric.RESOLUTION));
    }

    @Test
    void aPromiseThatIsMadeWhileTheCalendarChangesKeepsItsTimers() {
        TicketNumber number = ticketOnItsOwnCalendar();
        CompletableFuture<Void> edit = new TransactionTemplate(transactions).execute(status -> {
            desk.customerWrote(number, message("And?", engine.now()));
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> open("09:00-11:00"));
            await().atMost(Duration.ofSeconds(20)).until(this::somebodyWaitsForALock);
            return waiting;
        });
        edit.join();

        assertThat(timer(number, "event_responseOverdue")).isEqualTo(due(number, Metric.NEXT_RESPONSE));
        assertThat(timer(number, "event_resolutionOverdue")).isEqualTo(due(number, Metric.RESOLUTION));
    }

    private TicketNumber ticketOnItsOwnCalendar() {
        open("09:00-18:00");
        TicketNumber number = desk.open(invoiceQuestion(), Actor.CUSTOMER);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        Target target = new Target(Budget.hours(24), key, ZoneId.of("UTC"), 75, "test");
        clocks.retarget(number.value(), Metric.RESOLUTION, target, engine.now(), "test");
        return number;
    }

    private void open(String hours) {
        String[] ends = hours.split("-");
        List<Window> windows = List.of(new Window(Window.parseTime(ends[0]), Window.parseTime(ends[1])));
        Map<DayOfWeek, List<Window>> week =
                Arrays.stream(DayOfWeek.values()).collect(Collectors.toMap(Function.identity(), day -> windows));
        calendars.define(key, new WorkingHours(week, List.<LocalDate>of(), Map.of()));
        edits.follow(key);
    }

    private boolean somebodyWaitsForALock() {
        return jdbc.sql("select exists (select from pg_locks where not granted)")
                .query(Boolean.class)
                .single();
    }

    private Instant due(TicketNumber number, Metric metric) {
        return clocks.open(number.value(), metric).map(ClockView::due).orElseThrow();
    }

    private Instant timer(TicketNumber number, String element) {
        return engine.jobsOf(number.value(), element).get(0).getDuedate().toInstant();
    }
}
