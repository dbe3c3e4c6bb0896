package io.promisedesk.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.CurrentActor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Figures over HTTP, out of facts written by hand. */
@PromisedeskTest
class KpiApiTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @Autowired
    PeopleDesk people;

    @Autowired
    CurrentActor actors;

    @Autowired
    Clock clock;

    @Autowired
    Figures figures;

    @Test
    void showsDurationsWithSpreadPerTeam() throws Exception {
        // Calendar 1, 2, 3, 4 and 10 hours for one team, 5 for the other.
        int[] hours = {1, 2, 3, 4, 10};
        for (int i = 0; i < hours.length; i++) {
            solved("T-2026-00000" + i, "service", "anna", Duration.ofHours(hours[i]));
        }
        solved("T-2026-000009", "technical", "clara", Duration.ofHours(5));
        spam("T-2026-000008", "service");

        JsonNode answer =
                json("vera", "/api/kpi/summary?metric=full_resolution&from=2026-03-01&to=2026-03-31&groupBy=team");

        assertThat(answer.at("/metric").asText()).isEqualTo("full_resolution");
        assertThat(answer.at("/unit").asText()).isEqualTo("hours");
        assertThat(answer.at("/time").asText()).isEqualTo("calendar");
        assertThat(answer.at("/zone").asText()).isEqualTo("UTC");
        assertThat(answer.at("/groups/0/key").asText()).isEqualTo("service");
        assertThat(answer.at("/groups/0/n").asInt()).isEqualTo(5);
        assertThat(answer.at("/groups/0/mean").asDouble()).isEqualTo(4.0);
        assertThat(answer.at("/groups/0/median").asDouble()).isEqualTo(3.0);
        assertThat(answer.at("/groups/0/p90").asDouble()).isCloseTo(7.6, within(1e-6));
        assertThat(answer.at("/groups/0/max").asDouble()).isEqualTo(10.0);
        assertThat(answer.at("/groups/1/key").asText()).isEqualTo("technical");
        assertThat(answer.at("/groups/1/n").asInt()).isEqualTo(1);
    }

    @Test
    void countsBusinessTimeApart() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(20));
        jdbc.sql("update kpi_ticket set full_resolution_business = 7200000").update();
        solved("T-2026-000002", "service", "anna", Duration.ofHours(20));

        JsonNode answer = json("vera", "/api/kpi/summary?metric=full_resolution&time=business");

        assertThat(answer.at("/groups")).hasSize(1);
        // What has no business time is not there, rather than 0.
        assertThat(answer.at("/groups/0/n").asInt()).isEqualTo(1);
        assertThat(answer.at("/groups/0/mean").asDouble()).isEqualTo(2.0);
    }

    @Test
    void showsEveryDayOfASeriesInTheZoneAskedFor() throws Exception {
        arrived("T-2026-000001", Instant.parse("2026-03-01T23:30:00Z"));
        arrived("T-2026-000002", Instant.parse("2026-03-02T08:00:00Z"));

        JsonNode utc = json("vera", "/api/kpi/series?metric=arrivals&from=2026-03-01&to=2026-03-03");
        assertThat(utc.at("/groups").findValuesAsText("key")).containsExactly("2026-03-01", "2026-03-02", "2026-03-03");
        assertThat(utc.at("/groups").findValuesAsText("n")).containsExactly("1", "1", "0");

        JsonNode berlin =
                json("vera", "/api/kpi/series?metric=arrivals&from=2026-03-01&to=2026-03-03&zone=Europe/Berlin");
        assertThat(berlin.at("/zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(berlin.at("/groups").findValuesAsText("n")).containsExactly("0", "2", "0");
        JsonNode weeks = json("vera", "/api/kpi/series?metric=arrivals&from=2026-03-01&to=2026-03-03&groupBy=week");
        assertThat(weeks.at("/groups").findValuesAsText("key")).containsExactly("2026-02-23", "2026-03-02");
    }

    @Test
    void knowsBacklogAtAnyInstant() throws Exception {
        arrived("T-2026-000001", Instant.parse("2026-03-01T10:00:00Z"));
        segment("T-2026-000001", "queue", "service", null, "2026-03-01T10:00:00Z", "2026-03-02T07:00:00Z");
        arrived("T-2026-000002", Instant.parse("2026-03-02T06:00:00Z"));
        segment("T-2026-000002", "work", "service", "anna", "2026-03-02T06:00:00Z", null);
        segment("T-2026-000001", "confirmation", "service", "anna", "2026-03-02T07:00:00Z", null);

        assertThat(json("vera", "/api/kpi/summary?metric=backlog")
                        .at("/groups/0/n")
                        .asInt())
                .isEqualTo(1);
        assertThat(json("vera", "/api/kpi/summary?metric=backlog&to=2026-03-02T06:30:00Z")
                        .at("/groups/0/n")
                        .asInt())
                .isEqualTo(2);
        assertThat(json("vera", "/api/kpi/summary?metric=backlog_age")
                        .at("/groups/0/mean")
                        .asDouble())
                .isEqualTo(3.0);
        assertThat(json("vera", "/api/kpi/series?metric=backlog&from=2026-02-28&to=2026-03-02&zone=UTC")
                        .at("/groups")
                        .findValuesAsText("n"))
                .containsExactly("0", "1", "1");
    }

    @Test
    void countsEventsAndTheTicketsBehindThem() throws Exception {
        arrived("T-2026-000001", Engine.MONDAY_MORNING.minusSeconds(60));
        arrived("T-2026-000002", Engine.MONDAY_MORNING.minusSeconds(60));
        event("T-2026-000001", 1, "transferred");
        event("T-2026-000001", 2, "transferred");
        event("T-2026-000001", 3, "transferred");
        event("T-2026-000002", 1, "transferred");

        JsonNode group = json("vera", "/api/kpi/summary?metric=transfers").at("/groups/0");

        assertThat(group.at("/n").asInt()).isEqualTo(4);
        assertThat(group.at("/tickets").asInt()).isEqualTo(2);
        assertThat(group.at("/mean").asDouble()).isEqualTo(2.0);
        assertThat(group.at("/max").asDouble()).isEqualTo(3.0);
    }

    @Test
    void countsVerdictsPerClockAndNeverTogether() throws Exception {
        arrived("T-2026-000001", Engine.MONDAY_MORNING.minusSeconds(7200));
        promise("T-2026-000001", 1, "first_response", "met", -3600, -1800);
        promise("T-2026-000001", 2, "resolution", "missed", -600, -300);
        // Open and overdue counts now, open and in time does not.
        promise("T-2026-000001", 3, "resolution", "open", -60, null);
        promise("T-2026-000001", 4, "resolution", "open", 60, null);
        promise("T-2026-000001", 5, "resolution", "cancelled", -60, -30);

        JsonNode groups = json("vera", "/api/kpi/summary?metric=sla_compliance").at("/groups");

        assertThat(groups.findValuesAsText("key")).containsExactly("first_response", "resolution");
        assertThat(groups.findValuesAsText("n")).containsExactly("1", "2");
        assertThat(groups.at("/0/mean").asDouble()).isEqualTo(1.0);
        assertThat(groups.at("/1/mean").asDouble()).isZero();
        assertThat(refusal("vera", "/api/kpi/summary?metric=sla_compliance&groupBy=team")
                        .at("/field")
                        .asText())
                .isEqualTo("groupBy");
    }

    @Test
    void namesTheTicketsBehindAFigure() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000002", "service", "anna", Duration.ofHours(3));
        solved("T-2026-000003", "technical", "clara", Duration.ofHours(9));

        JsonNode answer = json("vera", "/api/kpi/tickets?metric=full_resolution&limit=1");

        // Those of other teams she may not open.
        assertThat(answer.at("/total").asInt()).isEqualTo(2);
        assertThat(answer.at("/items").findValuesAsText("number")).containsExactly("T-2026-000002");
        assertThat(answer.at("/items/0/value").asDouble()).isEqualTo(3.0);
        assertThat(json("admin", "/api/kpi/tickets?metric=full_resolution")
                        .at("/total")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void narrowsTicketsToARangeOfTheFigure() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000002", "service", "anna", Duration.ofHours(3));
        solved("T-2026-000003", "service", "anna", Duration.ofHours(9));

        JsonNode answer = json("vera", "/api/kpi/tickets?metric=full_resolution&least=3&most=9");

        assertThat(answer.at("/items").findValuesAsText("number")).containsExactly("T-2026-000002");
        assertThat(refusal("vera", "/api/kpi/tickets?metric=full_resolution&least=much")
                        .at("/field")
                        .asText())
                .isEqualTo("least");
    }

    @Test
    void countsDurationsBetweenEdges() {
        for (int hours : new int[] {1, 3, 3, 30, 1000}) {
            solved("T-2026-00" + hours + System.nanoTime(), "service", "anna", Duration.ofHours(hours));
        }

        Histogram histogram = figures.histogram(
                new FigureRequest(
                        Measure.FULL_RESOLUTION,
                        engine.now().minus(Duration.ofDays(1)),
                        engine.now(),
                        null,
                        false,
                        ZoneOffset.UTC,
                        Map.of()),
                actors.of("vera"));

        assertThat(histogram.n()).isEqualTo(5);
        assertThat(histogram.bins().stream().filter(bin -> bin.n() > 0))
                .extracting(bin -> bin.range().least(), bin -> bin.range().most(), Histogram.Bin::n)
                .containsExactly(
                        tuple(1.0, 2.0, 1L), tuple(2.0, 4.0, 2L), tuple(24.0, 48.0, 1L), tuple(720.0, null, 1L));
        assertThat(histogram.shares().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void knowsWhoCameBackWithTheSame() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000002", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000003", "service", "anna", Duration.ofHours(1));
        arrived("T-2026-000004", engine.now());
        jdbc.sql(
                        "update kpi_ticket set customer = 7, category = 'billing' where number in ('T-2026-000001', 'T-2026-000004')")
                .update();

        JsonNode group =
                json("vera", "/api/kpi/summary?metric=repeat_contact_rate").at("/groups/0");

        assertThat(group.at("/n").asInt()).isEqualTo(3);
        assertThat(group.at("/total").asInt()).isEqualTo(1);
        assertThat(json("vera", "/api/kpi/summary?metric=first_contact_resolution")
                        .at("/groups/0/total")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void countsWhatASolvedTicketTook() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000002", "service", "anna", Duration.ofHours(1));
        jdbc.sql("update kpi_ticket set replies = 3, transfers = 2, escalations = 1 where number = 'T-2026-000001'")
                .update();

        JsonNode replies = json("vera", "/api/kpi/summary?metric=replies_per_ticket");
        assertThat(replies.at("/unit").asText()).isEqualTo("number");
        assertThat(replies.at("/groups/0/mean").asDouble()).isEqualTo(1.5);
        assertThat(replies.at("/groups/0/n").asInt()).isEqualTo(2);
        // None counts as none: unlike the mean of transfers, which is over tickets that have any.
        assertThat(json("vera", "/api/kpi/summary?metric=transfers_per_ticket")
                        .at("/groups/0/mean")
                        .asDouble())
                .isEqualTo(1.0);
        assertThat(json("vera", "/api/kpi/summary?metric=escalation_rate")
                        .at("/groups/0/mean")
                        .asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void tellsEscalationsApartByTheirRung() throws Exception {
        arrived("T-2026-000001", Engine.MONDAY_MORNING.minusSeconds(60));
        event("T-2026-000001", 1, "escalated");
        event("T-2026-000001", 2, "escalated");
        jdbc.sql("update kpi_event set element = 'event_resolutionOverdue' where n = 2")
                .update();

        assertThat(json("vera", "/api/kpi/summary?metric=escalations&groupBy=element")
                        .at("/groups")
                        .findValuesAsText("key"))
                .containsExactly("event_resolutionOverdue", "none");
    }

    @Test
    void sortsBacklogByAge() throws Exception {
        int n = 0;
        for (Duration age : List.of(Duration.ofHours(23), Duration.ofHours(25), Duration.ofDays(40))) {
            String number = "T-2026-00000" + ++n;
            arrived(number, engine.now().minus(age));
            segment(number, "work", "service", "anna", engine.now().minus(age).toString(), null);
        }

        JsonNode groups =
                json("vera", "/api/kpi/summary?metric=backlog&groupBy=age").at("/groups");

        assertThat(groups.findValuesAsText("key")).containsExactly("day", "older", "three-days");
        assertThat(json("vera", "/api/kpi/tickets?metric=backlog&age=older")
                        .at("/items/0/number")
                        .asText())
                .isEqualTo("T-2026-000003");
    }

    @Test
    void countsPromisesAsTheyStandNow() throws Exception {
        arrived("T-2026-000001", Engine.MONDAY_MORNING.minusSeconds(7200));
        promise("T-2026-000001", 1, "resolution", "open", -60, null);
        promise("T-2026-000001", 2, "resolution", "missed", -600, null);
        promise("T-2026-000001", 3, "first_response", "open", 1800, null);
        promise("T-2026-000001", 4, "first_response", "open", 86_400, null);
        promise("T-2026-000001", 5, "first_response", "met", -60, -120);

        String longAgo = "&from=2020-01-01&to=2020-01-02";
        assertThat(json("vera", "/api/kpi/summary?metric=promises_overdue" + longAgo)
                        .at("/groups/0/n")
                        .asInt())
                .isEqualTo(2);
        assertThat(json("vera", "/api/kpi/summary?metric=promises_at_risk" + longAgo)
                        .at("/groups/0/n")
                        .asInt())
                .isEqualTo(1);
        assertThat(json("vera", "/api/kpi/summary?metric=promises_running&groupBy=clock" + longAgo)
                        .at("/groups/0/n")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void countsTimeInsideThePeriodByStageAndTeam() throws Exception {
        arrived("T-2026-000001", Instant.parse("2026-02-28T22:00:00Z"));
        segment("T-2026-000001", "queue", "service", null, "2026-02-28T22:00:00Z", "2026-03-01T03:00:00Z");
        segment("T-2026-000001", "work", "technical", "clara", "2026-03-01T03:00:00Z", null);

        JsonNode groups = json(
                        "vera",
                        "/api/kpi/summary?metric=time_spent&groupBy=team&across=stage&from=2026-03-01&to=2026-03-01")
                .at("/groups");

        assertThat(groups.findValuesAsText("key")).containsExactly("service", "technical");
        assertThat(groups.findValuesAsText("bucket")).containsExactly("queue", "work");
        assertThat(groups.at("/0/total").asDouble()).isEqualTo(3.0);
        assertThat(groups.at("/1/total").asDouble()).isEqualTo(21.0);
    }

    @Test
    void filtersByCustomerTierAndProcessVersion() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000002", "service", "anna", Duration.ofHours(2));
        jdbc.sql("update kpi_ticket set tier = 'gold', process_version = 2 where number = 'T-2026-000002'")
                .update();

        assertThat(json("vera", "/api/kpi/summary?metric=full_resolution&tier=gold")
                        .at("/groups/0/mean")
                        .asDouble())
                .isEqualTo(2.0);
        assertThat(json("vera", "/api/kpi/summary?metric=full_resolution&version=ticket:1")
                        .at("/groups/0/mean")
                        .asDouble())
                .isEqualTo(1.0);
        assertThat(json("vera", "/api/kpi/summary?metric=full_resolution&groupBy=version")
                        .at("/groups")
                        .findValuesAsText("key"))
                .containsExactly("ticket:1", "ticket:2");
        assertThat(figures.values(Dimension.TIER)).containsExactly("gold");
    }

    @Test
    void givesTables() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofMinutes(90));
        jdbc.sql("update kpi_ticket set category = '=HYPERLINK(\"x\")'").update();

        HttpResponse<String> csv = get("vera", "/api/kpi/summary?metric=full_resolution&groupBy=category&format=csv");

        assertThat(csv.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
        List<String> lines = csv.body().lines().toList();
        assertThat(lines.get(0)).startsWith("metric,unit,time,zone,from,to,bucket,key,n,");
        assertThat(lines.get(1)).contains(",\"'=HYPERLINK(\"\"x\"\")\",1,1,1.5,1.5,1.5,1.5,1.5");
    }

    @ParameterizedTest
    @CsvSource({
        "metric=nonsense, metric",
        "from=2026-03-01, metric",
        "metric=arrivals&from=yesterday, from",
        "metric=arrivals&from=2026-02-30, from",
        "metric=arrivals&to=0001-01-01T00:00:00Z, to",
        "metric=arrivals&from=2026-03-05&to=2026-03-01, from",
        "metric=arrivals&groupBy=shoeSize, groupBy",
        "metric=arrivals&time=lunar, time",
        "metric=arrivals&zone=Mars/Olympus, zone",
        "metric=arrivals&format=xml, format",
        "metric=arrivals&form=2026-03-01, form",
        "metric=arrivals&metric=closed, metric",
    })
    void saysWhichParameterIsWrong(String query, String parameter) throws Exception {
        assertThat(refusal("vera", "/api/kpi/summary?" + query).at("/field").asText())
                .isEqualTo(parameter);
    }

    @Test
    void refusesSeriesWithoutEnd() throws Exception {
        assertThat(refusal("vera", "/api/kpi/series?metric=arrivals&from=1990-01-01&bucket=hour")
                        .at("/field")
                        .asText())
                .isEqualTo("bucket");
        assertThat(refusal("vera", "/api/kpi/series?metric=arrivals&bucket=team")
                        .at("/field")
                        .asText())
                .isEqualTo("bucket");
    }

    @Test
    void showsPersonsOnlyToThemselvesAndTheirSupervisor() throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        solved("T-2026-000002", "service", "boris", Duration.ofHours(2));
        solved("T-2026-000003", "technical", "clara", Duration.ofHours(9));

        assertThat(json("anna", "/api/kpi/summary?metric=full_resolution")
                        .at("/groups/0/n")
                        .asInt())
                .isEqualTo(1);
        assertThat(get("anna", "/api/kpi/summary?metric=full_resolution&owner=boris")
                        .statusCode())
                .isEqualTo(403);
        assertThat(json("vera", "/api/kpi/summary?metric=full_resolution&groupBy=owner")
                        .at("/groups")
                        .findValuesAsText("key"))
                .containsExactly("anna", "boris");
        assertThat(get("vera", "/api/kpi/summary?metric=full_resolution&owner=clara")
                        .statusCode())
                .isEqualTo(403);
        assertThat(json("admin", "/api/kpi/summary?metric=full_resolution&groupBy=owner")
                        .at("/groups"))
                .hasSize(3);
        for (String other : List.of("denis", "integrator", "olga")) {
            assertThat(get(other, "/api/kpi/summary?metric=arrivals").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void figuresOnPersonsCanBeSwitchedOffForEverybody() {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        Figures off = new Figures(
                jdbc, people, new KpiSettings(false, Duration.ofSeconds(1), false, 0, false, ZoneOffset.UTC), clock);

        assertThat(off.summary(solved(null, Map.of()), actors.of("admin"))).hasSize(1);
        Map<FigureRequest, String> personal = Map.of(
                solved(Dimension.OWNER, Map.of()), "admin",
                solved(null, Map.of(Dimension.OWNER, "anna")), "vera",
                solved(null, Map.of()), "anna");
        personal.forEach((request, reader) -> assertThatThrownBy(() -> off.summary(request, actors.of(reader)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.key()).isEqualTo("kpi.refused.peopleOff")));
    }

    private FigureRequest solved(@Nullable Dimension groupBy, Map<Dimension, String> filters) {
        Instant now = engine.now();
        return new FigureRequest(
                Measure.SOLVED,
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(30)),
                groupBy,
                false,
                ZoneOffset.UTC,
                filters);
    }

    @ParameterizedTest
    @CsvSource({"calendar", "business"})
    void answersEveryMetricByEveryDimension(String time) throws Exception {
        solved("T-2026-000001", "service", "anna", Duration.ofHours(1));
        for (Measure measure : Measure.values()) {
            for (Dimension dimension : Dimension.values()) {
                if (measure == Measure.SLA_COMPLIANCE && dimension != Dimension.CLOCK) {
                    continue;
                }
                String query = "metric=" + measure.code() + "&groupBy=" + dimension.code() + "&time=" + time;
                assertThat(get("admin", "/api/kpi/summary?" + query).statusCode())
                        .as(query)
                        .isEqualTo(200);
            }
            String query = "metric=" + measure.code() + "&time=" + time;
            assertThat(get("admin", "/api/kpi/series?" + query).statusCode())
                    .as(query)
                    .isEqualTo(200);
            assertThat(get("admin", "/api/kpi/tickets?" + query).statusCode())
                    .as(query)
                    .isEqualTo(200);
        }
    }

    private void solved(String number, String team, String owner, Duration after) {
        arrived(number, engine.now().minus(Duration.ofMinutes(1)).minus(after));
        jdbc.sql(
                        """
                        update kpi_ticket set team = :team, owner = :owner, resolved_by = :owner, resolved_at = :at,
                            first_resolved_at = :at
                        where number = :number
                        """)
                .param("team", team)
                .param("owner", owner)
                .param("at", Timestamp.from(engine.now().minus(Duration.ofMinutes(1))))
                .param("number", number)
                .update();
    }

    private void spam(String number, String team) {
        solved(number, team, "anna", Duration.ofHours(100));
        jdbc.sql("update kpi_ticket set excluded = 'spam' where number = :number")
                .param("number", number)
                .update();
    }

    private void arrived(String number, Instant at) {
        jdbc.sql(
                        """
                        insert into kpi_ticket (instance, process, process_version, number, received_at, team,
                            waiting_before_resolved, transfers, reopens, waiting_episodes, assignments, replies, escalations,
                            handovers)
                        values (:number, 'ticket', 1, :number, :at, 'service', 0, 0, 0, 0, 0, 0, 0, 0)
                        """)
                .param("number", number)
                .param("at", Timestamp.from(at))
                .update();
    }

    private void segment(
            String number, String stage, String team, @Nullable String owner, String from, @Nullable String to) {
        jdbc.sql(
                        """
                        insert into kpi_segment (instance, n, main, stage, owner, team, start_at, end_at)
                        select :number, count(*) + 1, true, :stage, :owner, :team, :from::timestamptz, :to::timestamptz
                        from kpi_segment where instance = :number
                        """)
                .param("number", number)
                .param("stage", stage)
                .param("owner", owner)
                .param("team", team)
                .param("from", from)
                .param("to", to)
                .update();
    }

    private void event(String number, int n, String kind) {
        jdbc.sql("insert into kpi_event (instance, n, kind, at) values (:number, :n, :kind, :at)")
                .param("number", number)
                .param("n", n)
                .param("kind", kind)
                .param("at", Timestamp.from(engine.now().minusSeconds(30)))
                .update();
    }

    private void promise(String number, int clock, String metric, String verdict, int due, @Nullable Integer ended) {
        jdbc.sql(
                        """
                        insert into kpi_clock (instance, clock, metric, n, started_at, verdict, due_at, ended_at)
                        values (:number, :clock, :metric, :clock, :started, :verdict, :due, :ended)
                        """)
                .param("number", number)
                .param("clock", clock)
                .param("metric", metric)
                .param("started", Timestamp.from(engine.now().minusSeconds(7200)))
                .param("verdict", verdict)
                .param("due", Timestamp.from(engine.now().plusSeconds(due)))
                .param(
                        "ended",
                        ended == null ? null : Timestamp.from(engine.now().plusSeconds(ended)))
                .update();
    }

    private JsonNode json(String user, String path) throws Exception {
        HttpResponse<String> response = get(user, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private JsonNode refusal(String user, String path) throws Exception {
        HttpResponse<String> response = get(user, path);
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 422);
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.at("/detail").asText()).isNotBlank().doesNotContain("kpi.refused");
        return problem;
    }

    private HttpResponse<String> get(String user, String path) throws Exception {
        String basic = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Authorization", "Basic " + basic)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
