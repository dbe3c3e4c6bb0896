package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Who gets what from every endpoint. The endpoints are asked of the running application, so one that nobody has thought
 * about here fails the test. Tickets in it belong to team service and, unless prepared otherwise, to Anna.
 */
@PromisedeskTest
class EndpointPermissionTests {

    /** Nobody, owner, colleague, agent of another team, supervisor of the team and of another, and the other roles. */
    private static final List<String> WHO =
            List.of("-", "anna", "boris", "clara", "vera", "victor", "olga", "denis", "admin", "integrator");

    /**
     * ok: does it · login: must log in · no: 403 · hid: 404, not even that it exists · busy: 409, a colleague's · bad: got
     * as far as the content (400, 422).
     */
    private static final String MATRIX =
            """
                                                              -      anna   boris  clara  vera   victor olga   denis  admin  integrator
            GET    /login                                     ok     ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/tickets                               login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /api/tickets                               login  ok     ok     ok     ok     ok     ok     no     ok     ok
            POST   /api/tickets/next                          login  ok     ok     hid    hid    hid    no     no     no     no
            GET    /api/tickets/{number}                      login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            PATCH  /api/tickets/{number}                      login  ok     busy   hid    ok     hid    ok     hid    ok     no
            GET    /api/tickets/{number}/clocks               login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            GET    /api/tickets/{number}/clocks/{metric}/explanation login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            GET    /api/tickets/{number}/audit                login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            GET    /api/tickets/{number}/routing              login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /api/tickets/{number}/attachments/{id}     login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            POST   /api/tickets/{number}/messages             login  ok     ok     hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/claim                login  ok     ok     hid    ok     hid    bad    hid    bad    no
            POST   /api/tickets/{number}/assign               login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/transfer             login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/wait                 login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/resume               login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/resolve              login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/reopen               login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/close                login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/cancel               login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/tickets/{number}/merge                login  ok     busy   hid    ok     hid    ok     hid    ok     no
            POST   /api/business-time/due                     login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /api/business-time/between                 login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/kpi/summary                           login  ok     ok     ok     ok     ok     no     no     ok     no
            GET    /api/kpi/series                            login  ok     ok     ok     ok     ok     no     no     ok     no
            GET    /api/kpi/tickets                           login  ok     ok     ok     ok     ok     no     no     ok     no
            GET    /api/kpi/event-log                         login  no     no     no     ok     ok     no     no     ok     no
            GET    /api/kpi/consistency                       login  no     no     no     no     no     no     no     ok     no
            GET    /api/kpi/forecast                          login  no     no     no     ok     ok     no     no     ok     no
            GET    /kpi/forecast                              login  no     no     no     ok     ok     no     no     ok     no
            GET    /kpi                                       login  no     no     no     ok     ok     no     no     ok     no
            GET    /api/kpi/diagram                           login  no     no     no     hid    hid    no     hid    hid    no
            GET    /kpi/diagram                               login  no     no     no     ok     ok     no     ok     ok     no
            GET    /kpi/diagram/visits                        login  no     no     no     ok     ok     no     no     ok     no
            GET    /kpi/me                                    login  ok     ok     ok     ok     ok     no     no     ok     no
            GET    /kpi/panels/{panel}                        login  no     no     no     hid    hid    no     no     hid    no
            GET    /kpi/tickets                               login  ok     ok     ok     ok     ok     no     no     ok     no
            GET    /kpi/tickets/{number:T-.+}                 login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            GET    /api/handovers                             login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /api/tickets/{number}/hand-over            login  ok     no     hid    ok     hid    ok     hid    ok     no
            POST   /api/handovers/{id}/accept                 login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            POST   /api/handovers/{id}/decline                login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            POST   /api/handovers/{id}/withdraw               login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            POST   /api/handovers/{id}/redirect               login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /teams                                     login  no     no     no     ok     ok     ok     no     ok     no
            GET    /teams/{team}                              login  no     no     no     hid    hid    hid    no     hid    no
            POST   /teams/{team}/rules                        login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            POST   /teams/{team}/routing                      login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            POST   /teams/{team}/people/{person}              login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /board                                     login  no     no     no     ok     ok     ok     no     ok     no
            GET    /board/now                                 login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            GET    /board/offers/{line}                       login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /board/offers/{line}                       login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            GET    /board/people/{person}                     login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /board/people/{person}                     login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            GET    /board/tickets/{number:T-.+}               login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /board/tickets/{number:T-.+}               login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            GET    /roster                                    login  ok     ok     ok     ok     ok     ok     no     ok     no
            GET    /roster/feeds                              login  ok     ok     ok     ok     ok     ok     no     ok     no
            GET    /roster/feed/{secret}.ics                  hid    hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /roster/people/{id}.ics                    login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /roster/teams/{team}.ics                   login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /roster/import                             login  no     no     no     ok     ok     ok     no     ok     no
            POST   /roster/import                             login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/feeds                              login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/absence                            login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/pattern                            login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/shift                              login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/shift/check                        login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /roster/staffing                           login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/swap                               login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            POST   /roster/swap/{id}                          login  bad    bad    bad    bad    bad    bad    bad    bad    bad
            GET    /handovers/absences/{id}                   login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /handovers/no-shows/{id}                   login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /handovers/{id}                            login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/processes                             login  no     no     no     no     no     no     ok     ok     no
            GET    /processes                                 login  no     no     no     no     no     no     ok     ok     no
            GET    /service-levels                            login  no     no     no     ok     ok     no     ok     ok     no
            POST   /service-levels                            login  no     no     no     bad    bad    no     no     bad    no
            GET    /                                          login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /tickets                                   login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /tickets/new                               login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /tickets/new                               login  ok     ok     ok     ok     ok     ok     no     ok     ok
            POST   /tickets/next                              login  ok     ok     ok     ok     ok     no     no     no     no
            GET    /tickets/{number:T-.+}                     login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            GET    /tickets/{number:T-.+}/decision            login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /tickets/{number:T-.+}/content             login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            POST   /tickets/{number:T-.+}/messages            login  ok     ok     hid    ok     hid    ok     hid    ok     no
            POST   /tickets/{number:T-.+}/moves/{move}        login  ok     busy   hid    ok     hid    ok     hid    ok     no
            GET    /api/workplace/cards                       login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/workplace/customers                   login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/workplace/news                        login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/workplace/words.js                    login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /api/workplace/notices/seen                login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /api/workplace/tickets/{number}/writing    login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /api/mails                                 login  no     no     no     ok     ok     no     no     ok     no
            POST   /api/mails/{id}/retry                      login  no     no     no     ok     ok     no     no     ok     no
            GET    /mails                                     login  no     no     no     ok     ok     no     no     ok     no
            POST   /mails/{id}/retry                          login  no     no     no     ok     ok     no     no     ok     no
            GET    /tickets/{number:T-.+}/clocks/{metric}     login  ok     ok     hid    ok     hid    ok     hid    ok     ok
            GET    /calendars                                 login  ok     ok     ok     ok     ok     ok     no     ok     no
            GET    /calendars/{key}                           login  hid    hid    hid    hid    hid    hid    no     hid    no
            GET    /calendars/new                             login  no     no     no     ok     ok     no     no     ok     no
            POST   /calendars/new                             login  no     no     no     ok     ok     no     no     ok     no
            GET    /calendars/{key}/edit                      login  no     no     no     hid    hid    no     no     hid    no
            POST   /calendars/{path}/edit                     login  no     no     no     ok     ok     no     no     ok     no
            GET    /texts                                     login  no     no     no     ok     ok     no     no     ok     no
            POST   /texts                                     login  no     no     no     ok     no     no     no     ok     no
            GET    /incidents                                 login  no     no     no     ok     ok     no     no     ok     no
            POST   /incidents/retry                           login  no     no     no     no     no     no     no     ok     no
            POST   /incidents/{id}/retry                      login  no     no     no     no     no     no     no     ok     no
            GET    /act/{token}                               login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            POST   /act/{token}                               login  hid    hid    hid    hid    hid    hid    hid    hid    hid
            GET    /api/mails/aside                           login  no     no     no     ok     ok     ok     no     ok     no
            GET    /api/mails/aside/{id}/source               login  no     no     no     ok     ok     ok     no     ok     no
            POST   /api/mails/aside/{id}/open                 login  no     no     no     ok     ok     ok     no     ok     no
            GET    /v3/api-docs                               login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /v3/api-docs.yaml                          login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /v3/api-docs/swagger-config                login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /swagger-ui.html                           login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /actuator                                  login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /actuator/health                           ok     ok     ok     ok     ok     ok     ok     ok     ok     ok
            GET    /actuator/health/**                        ok     ok     ok     ok     ok     ok     ok     ok     ok     ok
            POST   /logout                                    login  ok     ok     ok     ok     ok     ok     ok     ok     ok
            """;

    private static final String OFFICE = "{\"zone\":\"Europe/Berlin\",\"week\":{\"mon\":[[\"09:00\",\"17:00\"]]}}";

    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry(
                    "POST /api/tickets",
                    "{\"subject\":\"s\",\"text\":\"t\",\"customer\":{\"email\":\"kim@example.org\"},\"team\":\"service\"}"),
            Map.entry(
                    "POST /api/business-time/due",
                    "{\"calendar\":" + OFFICE + ",\"start\":\"2026-03-02T16:30:00+01:00\",\"seconds\":60}"),
            Map.entry(
                    "POST /api/business-time/between",
                    "{\"calendar\":" + OFFICE
                            + ",\"start\":\"2026-03-02T16:30:00+01:00\",\"end\":\"2026-03-02T16:40:00+01:00\"}"),
            Map.entry("PATCH /api/tickets/{number}", "{\"priority\":\"high\"}"),
            Map.entry("POST /api/tickets/{number}/messages", "{\"text\":\"n\",\"public\":false}"),
            Map.entry("POST /api/tickets/{number}/assign", "{\"owner\":\"boris\"}"),
            Map.entry("POST /api/tickets/{number}/transfer", "{\"team\":\"technical\"}"),
            Map.entry("POST /api/tickets/{number}/wait", "{\"for\":\"customer\"}"),
            Map.entry(
                    "POST /tickets/new",
                    "subject=s&text=t&email=kim%40example.org&team=service&priority=normal&keep=false"),
            Map.entry("POST /calendars/new", "base=0"),
            Map.entry("POST /calendars/{path}/edit", "base=0"),
            Map.entry("POST /api/tickets/{number}/hand-over", "{\"to\":\"boris\"}"),
            Map.entry("POST /teams/{team}/rules", "leadTime=20"),
            Map.entry("POST /teams/{team}/routing", "mode=push"),
            Map.entry("POST /teams/{team}/people/{person}", "skills=billing"),
            Map.entry("POST /board/tickets/{number:T-.+}", "to=boris&owner=anna"),
            Map.entry("POST /board/people/{person}", "act=ill"),
            Map.entry("POST /board/offers/{line}", "act=withdraw"),
            Map.entry(
                    "POST /roster/absence", "team=service&person=boris&kind=VACATION&first=2026-03-09&last=2026-03-09"),
            Map.entry("POST /roster/pattern", "team=service"),
            Map.entry("POST /roster/shift", "team=service"),
            Map.entry("POST /roster/shift/check", "team=service"),
            Map.entry("POST /roster/staffing", "team=service"),
            Map.entry("POST /roster/import", "team=service"),
            Map.entry("POST /roster/feeds", "team=service"),
            Map.entry("POST /roster/swap", "team=service"),
            Map.entry("POST /roster/swap/{id}", "act=withdraw"),
            Map.entry("POST /texts", "team=service&base=0&body=Hello"),
            Map.entry("POST /api/workplace/notices/seen", "[]"),
            Map.entry("POST /tickets/{number:T-.+}/messages", "kind=note&text=n"),
            Map.entry("POST /tickets/{number:T-.+}/moves/{move}", "reason=test"),
            Map.entry("POST /api/tickets/{number}/merge", "{\"into\":\"{other}\"}"),
            Map.entry("POST /api/tickets/{number}/cancel", "{\"reason\":\"test\"}"));

    private static final Map<String, String> QUERIES = Map.of(
            "GET /api/workplace/cards",
            "?tasks=x",
            "GET /api/workplace/customers",
            "?q=kim",
            "GET /api/kpi/summary",
            "?metric=arrivals",
            "GET /api/kpi/series",
            "?metric=arrivals",
            "GET /api/kpi/tickets",
            "?metric=arrivals",
            "GET /api/kpi/event-log",
            "?format=xes",
            "GET /api/kpi/forecast",
            "?team=service",
            "GET /kpi/tickets",
            "?metric=arrivals");

    /** What has happened to the ticket before. */
    private static final Map<String, List<String>> PREPARED = Map.of(
            "POST /api/tickets/{number}/claim", List.of("assign {\"owner\":null}"),
            "POST /api/tickets/{number}/resume", List.of("wait {\"for\":\"customer\"}"),
            "POST /api/tickets/{number}/reopen", List.of("resolve {}"),
            "POST /api/tickets/{number}/close", List.of("resolve {}"));

    /** Served with the profile {@code tryout} only; whoever has logged in to it may use them, it has demo people alone. */
    private static final List<String> TRYOUT = List.of(
            "GET /tryout",
            "GET /tryout/live",
            "GET /tryout/mails/{mail}/attachments/{number}",
            "POST /tryout/become",
            "POST /tryout/mails",
            "POST /tryout/time");

    @Autowired
    List<RequestMappingInfoHandlerMapping> mappings;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @BeforeEach
    void forgetFailures() {
        jdbc.sql("delete from platform_login_failure").update();
    }

    @Test
    void everyEndpointIsInTheMatrix() {
        assertThat(endpoints()).isEqualTo(new TreeSet<>(matrix().keySet()));
    }

    @Test
    void theTryOutsEndpointsAreKnownAndNeedALogIn() {
        Set<String> found = new TreeSet<>();
        var controllers = new ClassPathScanningCandidateComponentProvider(false);
        StandardEnvironment tryout = new StandardEnvironment();
        tryout.setActiveProfiles("tryout");
        controllers.setEnvironment(tryout);
        controllers.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
        for (var candidate : controllers.findCandidateComponents("io.promisedesk.tryout")) {
            for (Method method : ClassUtils.resolveClassName(
                            String.valueOf(candidate.getBeanClassName()),
                            getClass().getClassLoader())
                    .getDeclaredMethods()) {
                RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (mapping != null) {
                    found.add(mapping.method()[0] + " " + mapping.path()[0]);
                }
            }
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(TRYOUT);
        assertThat(TRYOUT)
                .allSatisfy(endpoint -> assertThat(outcome(endpoint, "-", "")).isEqualTo("login"));
    }

    @Test
    void everybodyGetsWhatTheMatrixSays() {
        Map<String, List<String>> actual = new LinkedHashMap<>();
        for (String endpoint : matrix().keySet()) {
            List<String> outcomes = new ArrayList<>();
            String ticket = null;
            for (String who : WHO) {
                ticket = ticket == null && endpoint.contains("{number") ? ticketFor(endpoint) : ticket;
                String outcome = outcome(endpoint, who, String.valueOf(ticket));
                outcomes.add(outcome);
                // Who was refused, or only looked, has changed nothing.
                ticket = outcome.equals("ok") && !endpoint.startsWith("GET") ? null : ticket;
            }
            actual.put(endpoint, outcomes);
        }

        assertThat(shown(actual)).isEqualTo(shown(matrix()));
    }

    private String outcome(String endpoint, String who, String ticket) {
        String method = endpoint.substring(0, endpoint.indexOf(' '));
        String path = endpoint.substring(endpoint.indexOf(' ') + 1);
        path = path.replaceAll("\\{number[^}]*}", ticket)
                .replace("{id}", id(endpoint))
                .replace("/**", "/liveness")
                .replace("{move}", "cancel")
                .replace("{metric}", "resolution")
                .replaceAll("\\{\\w+}", "x");
        path += QUERIES.getOrDefault(endpoint, "");
        String body = BODIES.getOrDefault(endpoint, method.equals("GET") ? null : "{}");
        if (body != null && body.contains("{other}")) {
            body = body.replace("{other}", ticketFor(endpoint));
        }
        Http http = (who.equals("-") ? Http.nobody(port) : Http.as(who, port))
                .with(
                        "Content-Type",
                        body == null || body.matches("[{\\[].*")
                                ? "application/json"
                                : "application/x-www-form-urlencoded");
        Http.Answer answer = http.send(method, path, body);
        return switch (answer.status()) {
            case 401 -> "login";
            case 302 -> answer.header("location").endsWith("/login") ? "login" : "ok";
            case 403 -> "no";
            case 404 -> "hid";
            case 409 -> "busy";
            case 400, 422 -> "bad";
            default -> answer.status() < 400 ? "ok" : answer.toString();
        };
    }

    /** One that exists, where there is something to be had. */
    private String id(String endpoint) {
        String table = endpoint.contains("/attachments/{id}")
                ? "ticket_attachment"
                : endpoint.contains("/aside/") ? asideMail() : endpoint.contains("/mails/") ? failedMail() : "";
        return table.isEmpty()
                ? "0"
                : jdbc.sql("select max(id) from " + table).query(String.class).single();
    }

    private String failedMail() {
        ticketFor("");
        jdbc.sql("update notification_mail set state = 'FAILED'").update();
        return "notification_mail";
    }

    private String asideMail() {
        jdbc.sql(
                        """
                        with mail as (
                            insert into channel_mail (message_key, fingerprint, sender, subject, received_at, taken_at, outcome)
                            values (gen_random_uuid()::text, 'x', 'kim@example.org', 's', now(), now(), 'ASIDE') returning id)
                        insert into channel_mail_aside (mail, reason, detail, raw, aside_at)
                        select id, 'LOOP', '', convert_to(E'From: kim@example.org\nSubject: s\n\nt', 'UTF8'), now() from mail
                        """)
                .update();
        return "channel_mail_aside";
    }

    private String ticketFor(String endpoint) {
        Http admin = Http.as("admin", port);
        Http.Answer opened = admin.post("/api/tickets", BODIES.get("POST /api/tickets"));
        assertThat(opened.status()).as("%s", opened).isEqualTo(201);
        String number = opened.json().path("number").asText();
        List<String> steps = new ArrayList<>(List.of("assign {\"owner\":\"anna\"}"));
        if (endpoint.contains("/attachments/")) {
            steps.add(
                    "messages {\"text\":\"n\",\"public\":false,\"attachments\":[{\"name\":\"a.txt\",\"contentType\":\"text/plain\",\"base64\":\"YQ==\"}]}");
        }
        steps.addAll(PREPARED.getOrDefault(endpoint, List.of()));
        for (String step : steps) {
            Http.Answer done = admin.post(
                    "/api/tickets/" + number + "/" + step.substring(0, step.indexOf(' ')),
                    step.substring(step.indexOf(' ') + 1));
            assertThat(done.status()).as("%s: %s", step, done).isBetween(200, 299);
        }
        return number;
    }

    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        mappings.forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(info -> describe(info, endpoints)));
        // A filter's.
        endpoints.add("POST /logout");
        endpoints.remove("GET /error");
        return endpoints;
    }

    private static void describe(RequestMappingInfo mapping, Set<String> into) {
        Set<String> methods = mapping.getMethodsCondition().getMethods().stream()
                .map(Enum::name)
                .collect(Collectors.toSet());
        for (String pattern : mapping.getPatternValues()) {
            for (String method : methods.isEmpty() ? Set.of("GET") : methods) {
                into.add(method + " " + pattern);
            }
        }
    }

    private static Map<String, List<String>> matrix() {
        Map<String, List<String>> matrix = new LinkedHashMap<>();
        MATRIX.lines()
                .skip(1)
                .map(line -> List.of(line.strip().split("\\s+")))
                .forEach(cells -> matrix.put(cells.get(0) + " " + cells.get(1), cells.subList(2, cells.size())));
        return matrix;
    }

    private static String shown(Map<String, List<String>> matrix) {
        return matrix.entrySet().stream()
                .map(row -> String.format(
                        "%-50s %s",
                        row.getKey(),
                        row.getValue().stream()
                                .map(cell -> String.format("%-6s", cell))
                                .collect(Collectors.joining(" "))
                                .strip()))
                .collect(Collectors.joining("\n"));
    }
}
