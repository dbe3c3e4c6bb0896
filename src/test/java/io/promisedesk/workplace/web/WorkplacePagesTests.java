package io.promisedesk.workplace.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.IncomingMessage;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import io.promisedesk.ticket.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** The pages as the server sends them. */
@PromisedeskTest
class WorkplacePagesTests {

    @Autowired
    TestRestTemplate http;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    CurrentActor actors;

    @Autowired
    TaskService tasks;

    @Autowired
    Engine engine;

    @Test
    void ticketPageShowsConversationWithNotesApart() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        desk.claim(ticket, actors.of("anna"));
        desk.note(ticket, "Known fault.", List.of(), actors.of("anna"));
        desk.reply(ticket, "We are on it.", List.of(), false, actors.of("anna"));

        String page = page("anna", "/tickets/" + ticket);

        assertThat(page).containsSubsequence("Lamp is dark", "It went out.", "Known fault.", "We are on it.");
        assertThat(page).containsPattern("(?s)<article class=\"message note\".{1,400}Known fault");
        assertThat(page).contains("data-due=").contains("Anna Weber took it").contains("Resolve it");
    }

    @Test
    void ticketPageSpeaksRussianToWhoeverWantsIt() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        assertThat(page("boris", "/tickets/" + ticket))
                .contains("lang=\"ru\"", "Это обращение ещё никто не взял в работу.", "Взять в работу")
                .doesNotContain("??");
    }

    @Test
    void ticketPageOffersTheCustomersOtherOpenTicketsToMergeInto() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        TicketNumber survivor = open("Lamp again", "Still dark.", null, "Jane Miller");
        TicketNumber stranger = open("Chair", "Broken.", null, "Leo Brown");
        assertThat(page("anna", "/tickets/" + ticket))
                .containsPattern("<option value=\"" + survivor + "\"")
                .doesNotContain(stranger.value());
        assertThat(page("anna", "/tickets/" + stranger)).doesNotContain("Merge it into another ticket");

        LinkedMultiValueMap<String, Object> choice = new LinkedMultiValueMap<>();
        choice.add("into", survivor.value());
        post("anna", "/tickets/" + ticket + "/moves/merge", choice);

        assertThat(page("anna", "/tickets/" + ticket))
                .containsPattern("(?s)Merged\\. It goes on as.{1,200}href=\"/tickets/" + survivor);
        assertThat(page("anna", "/tickets/" + survivor))
                .containsSubsequence("from " + ticket, "It went out.", "Still dark.", "Anna Weber merged " + ticket);
        assertThat(page("boris", "/tickets/" + survivor))
                .contains("из " + ticket)
                .doesNotContain("??");
        assertThat(page("boris", "/tickets/" + survivor + "/clocks/first_response"))
                .doesNotContain("??");
    }

    @Test
    void hostileContentIsShownHarmlessly() {
        String attack = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        TicketNumber ticket =
                open(attack, attack, "<b>Bold</b>" + attack + "<a href=\"javascript:alert(3)\">x</a>", attack);

        for (String page : List.of(page("anna", "/tickets/" + ticket), page("anna", "/tickets"))) {
            assertThat(page)
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img src=x")
                    .contains("&lt;script&gt;");
        }
        String frame = page("anna", "/tickets/" + ticket);
        String document = frame.substring(frame.indexOf("srcdoc=\""), frame.indexOf("</iframe>"));
        assertThat(document).contains("Bold", "default-src").doesNotContain("javascript:", "onerror", "alert(1)");
        assertThat(frame).contains("<iframe sandbox=\"allow-same-origin allow-popups\"");
    }

    @Test
    void keepsPicturesThatCameAlongAndNoOthers() {
        String along = "data:image/png;base64,iVBORw0KGgo=";
        String html = "<p>Look</p><img src=\"" + along + "\"><img src=\"https://example.org/seen.png\">"
                + "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\"><a href=\"" + along + "\">x</a>";
        String frame = page("anna", "/tickets/" + open("Lamp is dark", "It went out.", html, "Jane Miller"));
        String document = frame.substring(frame.indexOf("srcdoc=\""), frame.indexOf("</iframe>"));

        assertThat(document)
                .contains("img-src data:", "&lt;img src=&quot;data:image/png;base64,iVBORw0KGgo")
                .doesNotContain("example.org", "svg", "href=&quot;data:");
    }

    @Test
    void deadlineExplainsItselfToWhoeverMaySeeTheTicket() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        desk.claim(ticket, actors.of("anna"));
        desk.waitFor(ticket, WaitingFor.CUSTOMER, actors.of("anna"));

        assertThat(page("anna", "/tickets/" + ticket)).contains("/tickets/" + ticket + "/clocks/resolution?n=1");
        assertThat(page("anna", "/tickets/" + ticket + "/clocks/resolution?n=1"))
                .contains(
                        "Promised within 18 h of working time",
                        "<svg",
                        "Paused: waiting for the customer",
                        "Anna Weber")
                .doesNotContain("??");
        assertThat(page("boris", "/tickets/" + ticket + "/clocks/first_response"))
                .contains("Обещано не позже чем через 4 ч рабочего времени", "почему такой срок")
                .doesNotContain("??");
        assertThat(get("clara", "/tickets/" + ticket + "/clocks/resolution").getStatusCode())
                .isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(get("anna", "/tickets/" + ticket + "/clocks/next_response").getStatusCode())
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void ticketOfAnotherTeamIsNotFound() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        assertThat(get("clara", "/tickets/" + ticket).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(get("anna", "/tickets/T-nonsense").getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void replyFromThePageHasTheEffectOfTheForm() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        var form = new LinkedMultiValueMap<String, Object>();
        form.add("kind", "reply");
        form.add("text", "Please turn it on.");
        form.add("then", "wait");

        ResponseEntity<String> answer = post("anna", "/tickets/" + ticket + "/messages", form);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(answer.getBody()).contains("Please turn it on.").doesNotContain("<html");
        TicketView view = views.ticket(ticket, Actor.SYSTEM);
        assertThat(view.state()).isEqualTo(TicketState.WAITING_FOR_CUSTOMER);
        assertThat(view.owner()).isEqualTo("anna");
        assertThat(tasks.createTaskQuery()
                        .processInstanceBusinessKey(ticket.value())
                        .list())
                .extracting(Task::getTaskDefinitionKey)
                .containsExactly("userTask_awaitCustomer");
    }

    @Test
    void replyFromThePageCarriesAFileAsLargeAsAnAttachmentMayBe() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        var form = new LinkedMultiValueMap<String, Object>();
        form.add("kind", "reply");
        form.add("text", "Here is the plan.");
        form.add("files", file("plan.pdf", 2_000_000));

        ResponseEntity<String> answer = post("anna", "/tickets/" + ticket + "/messages", form);

        assertThat(answer.getStatusCode()).as("%s", answer).isEqualTo(HttpStatus.OK);
        assertThat(answer.getBody()).contains("plan.pdf");
        form.set("files", file("film.mp4", 10_500_000));
        ResponseEntity<String> refused = post("anna", "/tickets/" + ticket + "/messages", form);
        assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.PAYLOAD_TOO_LARGE);
        assertThat(refused.getBody()).contains("a file may have at most 10 MB, all that is sent at once at most 30 MB");
        assertThat(post("anna", "/tickets/" + ticket + "/messages?lang=ru", form)
                        .getBody())
                .contains("один файл — не больше 10 МБ, всё вместе в одном сообщении — не больше 30 МБ");
    }

    private static ByteArrayResource file(String name, int size) {
        return new ByteArrayResource(new byte[size]) {
            @Override
            public String getFilename() {
                return name;
            }
        };
    }

    @Test
    void refusalIsASentence() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        desk.claim(ticket, actors.of("anna"));
        ResponseEntity<String> answer =
                post("boris", "/tickets/" + ticket + "/moves/resolve", new LinkedMultiValueMap<>());
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CONFLICT);
        assertThat(answer.getBody()).contains("detail").containsPattern("[А-Яа-я]");
    }

    @Test
    void listSearchesFiltersAndPages() {
        for (int i = 0; i < 27; i++) {
            open("Parcel " + i, "Where is it?", null, "Customer " + i);
        }
        TicketNumber mine = open("Broken zip", "The zip is broken.", null, "Zoe");
        desk.claim(mine, actors.of("anna"));

        assertThat(page("anna", "/tickets")).contains("1–25 of 28", "page=1").contains("Broken zip");
        assertThat(page("anna", "/tickets?page=1")).contains("26–28 of 28").contains("Parcel 0");
        assertThat(page("anna", "/tickets?owner=me")).contains("Broken zip").doesNotContain("Parcel");
        assertThat(page("anna", "/tickets?q=zip+is")).contains("1–1 of 1");
        assertThat(page("anna", "/tickets?state=closed")).contains("Nothing fits");
        assertThat(page("clara", "/tickets")).contains("No open tickets");
    }

    @Test
    void phoneCallBecomesATicketOfWhoeverTakesIt() {
        var form = new LinkedMultiValueMap<String, Object>();
        form.add("email", "Jane@Example.org");
        form.add("subject", "Door is stuck");
        form.add("text", "She cannot get in.");
        form.add("priority", "high");
        form.add("team", "service");
        form.add("keep", "true");

        ResponseEntity<String> answer = post("anna", "/tickets/new", form);

        // The client follows the redirect to the ticket's page.
        var number = TicketNumber.in(String.valueOf(answer.getBody())).orElseThrow();
        TicketView view = views.ticket(number, Actor.SYSTEM);
        assertThat(view.owner()).isEqualTo("anna");
        assertThat(view.channel()).isEqualTo(Channel.PHONE);
        assertThat(json("anna", "/api/workplace/customers?q=jane")
                        .at("/0/tickets/0/subject")
                        .asText())
                .isEqualTo("Door is stuck");

        form.set("text", " ");
        ResponseEntity<String> refused = post("anna", "/tickets/new", form);
        assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.UNPROCESSABLE_ENTITY);
        assertThat(refused.getBody()).contains("Write down what the customer says.", "Door is stuck");

        form.set("text", "She cannot get in.");
        form.set("email", "kim,bob@example.org");
        ResponseEntity<String> twoAddresses = post("anna", "/tickets/new", form);
        assertThat(twoAddresses.getStatusCode()).isEqualTo(HttpStatus.UNPROCESSABLE_ENTITY);
        assertThat(twoAddresses.getBody()).contains("is not an e-mail address");
    }

    @Test
    void cardsComeInOneCallAndOnlyForTasksOneMaySee() {
        TicketNumber lamp = open("Lamp is dark", "It went out.", null, "Jane Miller");
        TicketNumber door = open("Door is stuck", "Help.", null, "Jane Miller");
        String ids = String.join(",", engine.taskOf(lamp.value()), engine.taskOf(door.value()));

        JsonNode cards = json("anna", "/api/workplace/cards?tasks=" + ids);
        assertThat(cards).hasSize(2);
        assertThat(cards.at("/0/subject").asText()).isEqualTo("Lamp is dark");
        assertThat(cards.at("/0/due").asText()).isNotEmpty();
        // As the service level says (75 % of four hours), not an hour before.
        assertThat(Instant.parse(cards.at("/0/atRisk").asText()))
                .isEqualTo(Instant.parse(cards.at("/0/due").asText()).minus(Duration.ofHours(1)));
        assertThat(json("clara", "/api/workplace/cards?tasks=" + ids)).isEmpty();
    }

    @Test
    void colleagueWhoWritesIsSeenUntilHeStops() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        post("boris", "/api/workplace/tickets/" + ticket + "/writing", new LinkedMultiValueMap<>());

        String news = "/api/workplace/news?tickets=" + ticket;
        assertThat(json("anna", news).at("/tickets/0/writing/0").asText()).isEqualTo("Boris Ivanov");
        assertThat(json("boris", news).at("/tickets/0/writing")).isEmpty();
        assertThat(json("clara", news).at("/tickets")).isEmpty();
        engine.pass(Duration.ofSeconds(21));
        assertThat(json("anna", news).at("/tickets/0/writing")).isEmpty();

        post("boris", "/api/workplace/tickets/" + ticket + "/writing", new LinkedMultiValueMap<>());
        desk.reply(ticket, "Done.", List.of(), false, actors.of("boris"));
        assertThat(json("anna", news).at("/tickets/0/writing")).isEmpty();
    }

    @Test
    void ownerIsToldOfAssignmentAndOfTheCustomersAnswer() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        desk.assign(ticket, "anna", actors.of("vera"));
        long before = json("anna", "/api/workplace/news?tickets=" + ticket)
                .at("/tickets/0/version")
                .asLong();
        desk.customerWrote(ticket, new IncomingMessage("Hurry!", null, null, engine.now(), null, List.of()));

        JsonNode news = json("anna", "/api/workplace/news?tickets=" + ticket);
        assertThat(news.at("/notices").findValuesAsText("text"))
                .anyMatch(text -> text.startsWith("Yours now: Lamp is dark"))
                .anyMatch(text -> text.startsWith("Jane Miller wrote"));
        assertThat(news.at("/tickets/0/version").asLong()).isGreaterThan(before);
        assertThat(json("vera", "/api/workplace/news").at("/notices")).isEmpty();
    }

    @Test
    void noticesStayUntilTheyAreSeen() {
        TicketNumber lamp = open("Lamp is dark", "It went out.", null, "Jane Miller");
        TicketNumber door = open("Door is stuck", "Help.", null, "Jane Miller");
        TicketNumber bell = open("Bell is mute", "Help.", null, "Jane Miller");
        for (TicketNumber ticket : List.of(lamp, door, bell)) {
            desk.assign(ticket, "anna", actors.of("vera"));
        }
        engine.pass(Duration.ofHours(15));
        desk.customerWrote(lamp, new IncomingMessage("Hurry!", null, null, engine.now(), null, List.of()));
        desk.customerWrote(lamp, new IncomingMessage("Please!", null, null, engine.now(), null, List.of()));
        assertThat(notices("anna"))
                .containsExactly(
                        "Jane Miller wrote: Lamp is dark (" + lamp + ")",
                        "Yours now: Bell is mute (" + bell + ")",
                        "Yours now: Door is stuck (" + door + ")",
                        "Yours now: Lamp is dark (" + lamp + ")");

        // Opened, whether as a page or as the tab in Tasklist.
        page("anna", "/tickets/" + lamp + "/content");
        // Given to somebody else meanwhile.
        desk.assign(bell, "boris", actors.of("vera"));
        assertThat(notices("anna")).containsExactly("Yours now: Door is stuck (" + door + ")");

        // Put away; nobody puts away what others are told.
        long id = json("anna", "/api/workplace/news").at("/notices/0/id").asLong();
        http.withBasicAuth("boris", "demo").postForEntity("/api/workplace/notices/seen", List.of(id), Void.class);
        assertThat(notices("anna")).hasSize(1);
        http.withBasicAuth("anna", "demo").postForEntity("/api/workplace/notices/seen", List.of(id), Void.class);
        assertThat(notices("anna")).isEmpty();
        assertThat(notices("boris")).hasSize(1);
    }

    @Test
    void nobodyIsToldMoreThanTheyCanRead() {
        for (int i = 0; i < 52; i++) {
            desk.assign(open("Parcel " + i, "Where?", null, "Customer " + i), "anna", actors.of("vera"));
        }

        assertThat(notices("anna")).hasSize(50).first().asString().contains("Parcel 51");
    }

    private List<String> notices(String person) {
        return json(person, "/api/workplace/news").at("/notices").findValuesAsText("text");
    }

    @Test
    void tasklistSpeaksTheReadersLanguage() {
        TicketNumber ticket = open("Lamp is dark", "It went out.", null, "Jane Miller");
        String task = engine.taskOf(ticket.value());
        assertThat(page("boris", "/api/workplace/words.js")).contains("language = \"ru\"");
        assertThat(page("anna", "/api/workplace/words.js")).contains("language = \"en\"");
        assertThat(page("boris", "/camunda/api/engine/engine/default/task/" + task))
                .contains("Работа над обращением");
        assertThat(page("anna", "/camunda/api/engine/engine/default/task/" + task))
                .contains("Work on ticket");
        assertThat(page("boris", "/camunda/api/engine/engine/default/task/" + task + "/deployed-form"))
                .contains("Ответ клиенту");
    }

    private TicketNumber open(String subject, String text, @Nullable String html, String name) {
        return desk.open(TicketSamples.mailToService(subject, text, html, name, engine.now()), Actor.SYSTEM);
    }

    private String page(String person, String path) {
        ResponseEntity<String> answer = get(person, path);
        assertThat(answer.getStatusCode()).as("%s: %s", path, answer.getBody()).isEqualTo(HttpStatus.OK);
        return String.valueOf(answer.getBody());
    }

    private JsonNode json(String person, String path) {
        return http.withBasicAuth(person, "demo").getForObject(path, JsonNode.class);
    }

    private ResponseEntity<String> get(String person, String path) {
        return http.withBasicAuth(person, "demo").getForEntity(path, String.class);
    }

    private ResponseEntity<String> post(String person, String path, MultiValueMap<String, Object> form) {
        var headers = new HttpHeaders();
        headers.setContentType(MediaType.MULTIPART_FORM_DATA);
        headers.set("X-Requested-With", "fetch");
        headers.set("Accept", "application/problem+json, */*;q=0.5");
        return http.withBasicAuth(person, "demo")
                .exchange(path, HttpMethod.POST, new HttpEntity<>(form, headers), String.class);
    }
}
