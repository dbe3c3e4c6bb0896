package io.promisedesk.workplace;

import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.mailToService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.notification.Postman;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Jobs that have failed as often as they are tried. */
@PromisedeskTest
class IncidentTests {

    private static final String OVERDUE = "event_responseOverdue";

    @LocalServerPort
    int port;

    @Autowired
    Incidents incidents;

    @Autowired
    TicketDesk desk;

    @Autowired
    Engine engine;

    @Autowired
    ManagementService management;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApplicationContext application;

    @Test
    void showsWhatIsStuckAndTellsOfItOnceUntilItIsTriedAgainAndWorks() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        String level = spoil(number);
        fail(number);

        assertThat(incidents.look()).isEqualTo(1);
        assertThat(incidents.look()).as("the second look").isZero();
        assertThat(mails()).containsOnlyOnce("incident:admin@promisedesk.local");
        assertThat(subjects()).contains(number + " is stuck: Response overdue");

        assertThat(page("admin", "/incidents"))
                .contains("Response overdue", number.value(), "cannot read the service level", "attempts: 5")
                .contains("Stuck (1)", "Try again", "Technical text", "Exception")
                .contains("failed at: Tell whom the ladder names", "does not know this failure")
                .doesNotContain("??", "Try all");
        assertThat(page("admin", "/incidents?lang=ru"))
                .contains("Ответ просрочен", "Застряло (1)", "попыток: 5")
                .doesNotContain("??", "Response overdue");

        jdbc.sql("update ticket_ticket set level = ?::jsonb").param(level).update();
        assertThat(post("admin", "/incidents/" + id() + "/retry").header("Location"))
                .endsWith("/incidents?tried=1");
        assertThat(page("admin", "/incidents?tried=1"))
                .contains("It is being tried again", "Nothing is stuck")
                .doesNotContain("Stuck (");
        assertThat(engine.runDueJobs()).isPositive();
        assertThat(engine.jobsOf(number.value(), OVERDUE)).isEmpty();
        assertThat(incidents.look()).isZero();
    }

    @Test
    void showsApartWhatFailsAndIsTriedAgainByItself() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        assertThat(page("admin", "/incidents")).doesNotContain("Being tried again");
        String level = spoil(number);
        String job = job(number).getId();
        assertThatThrownBy(() -> management.executeJob(job)).hasMessageContaining("service level");

        assertThat(job(number).getDuedate()).isEqualTo(Date.from(engine.now().plusSeconds(10)));
        assertThat(page("admin", "/incidents"))
                .contains("Nothing is stuck", "Being tried again", "Response overdue", number.value())
                .contains("cannot read the service level", "attempts left: 4", "Technical text")
                .contains("failed at: Tell whom the ladder names")
                .doesNotContain("??", "Stuck (", "/retry");
        jdbc.sql("update ticket_ticket set level = ?::jsonb").param(level).update();
        assertThat(page("vera", "/incidents?lang=ru"))
                .contains("Повторяется", "Ответ просрочен", number.value(), "осталось попыток: 4")
                .doesNotContain("??");
        assertThat(page("victor", "/incidents?lang=en")).doesNotContain("Being tried again", number.value());
        assertThat(incidents.look()).isZero();

        management.executeJob(job);
        assertThat(page("admin", "/incidents?lang=en")).doesNotContain("Being tried again");
    }

    @Test
    void comesBackAsANewOneWhenItFailsAgain() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        spoil(number);
        fail(number);
        incidents.look();
        mails();

        post("admin", "/incidents/" + id() + "/retry");
        assertThat(incidents.count()).isZero();
        assertThatThrownBy(() -> engine.runDueJobs()).hasMessageContaining("service level");
        assertThat(incidents.look()).isEqualTo(1);
        engine.pass(Duration.ofMinutes(10));
        assertThat(mails())
                .filteredOn("incident:admin@promisedesk.local"::equals)
                .hasSize(2);
    }

    @Test
    void saysWhenItHasBeenSolvedMeanwhile() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        management.setJobRetries(job(number).getId(), 0);
        incidents.look();
        String id = id();
        management.setJobRetries(job(number).getId(), 3);

        assertThat(post("admin", "/incidents/" + id + "/retry").header("Location"))
                .endsWith("/incidents?tried=0");
        assertThat(job(number).getRetries()).isEqualTo(3);
        assertThat(mails()).as("nobody hears of what is over").noneMatch(mail -> mail.startsWith("incident"));
    }

    @Test
    void showsSupervisorsTheirTeamsOnly() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        management.setJobRetries(job(number).getId(), 0);
        incidents.look();

        assertThat(page("vera", "/incidents?lang=en"))
                .contains(number.value())
                .doesNotContain("Try again", "Timers and promises", "Stuck (");
        assertThat(page("victor", "/incidents")).contains("Nothing is stuck").doesNotContain(number.value());
        for (String other : List.of("anna", "denis", "olga", "integrator")) {
            assertThat(Http.as(other, port).get("/incidents").status())
                    .as(other)
                    .isEqualTo(403);
            assertThat(post(other, "/incidents/" + id() + "/retry").status())
                    .as(other)
                    .isEqualTo(403);
        }
        assertThat(post("vera", "/incidents/retry").status()).isEqualTo(403);
        assertThat(job(number).getRetries()).isZero();
    }

    @Test
    void pagesThroughManyTellsOfThemInOneMailAndTriesAllAgain() {
        List<TicketNumber> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            numbers.add(desk.open(
                    mailToService("Question " + i, "Why?", null, "Customer " + i, engine.now()), Actor.SYSTEM));
        }
        numbers.forEach(number -> management.setJobRetries(job(number).getId(), 0));
        assertThat(incidents.look()).isEqualTo(30);

        assertThat(mails())
                .filteredOn(mail -> mail.endsWith("admin@promisedesk.local"))
                .containsExactly("digest:admin@promisedesk.local");
        assertThat(page("admin", "/incidents")).contains("Stuck (30)", "1–25 of 30", "Try all 30 again", "Older");
        assertThat(page("admin", "/incidents?page=1"))
                .contains("26–30 of 30", "Newer")
                .doesNotContain("Older");
        assertThat(post("admin", "/incidents/retry").header("Location")).endsWith("/incidents?tried=30");
        assertThat(page("admin", "/incidents?tried=30")).contains("30 are being tried again", "Nothing is stuck");
        assertThat(numbers).allMatch(number -> job(number).getRetries() == 1);
    }

    @Test
    void showsAlsoWhatBelongsToNoTicket() {
        Job planning =
                management.createJobQuery().processDefinitionKey("plan-shifts").singleResult();
        management.setJobRetries(planning.getId(), 0);
        try {
            assertThat(incidents.look()).isEqualTo(1);
            assertThat(page("admin", "/incidents")).contains("Try again").doesNotContain("??", "/tickets/T-");
            assertThat(subjects())
                    .filteredOn(subject -> subject.startsWith("Stuck: "))
                    .hasSize(1);
        } finally {
            management.setJobRetries(planning.getId(), 3);
        }
    }

    /** @return what the ticket needs to be read again */
    private String spoil(TicketNumber number) {
        String level = jdbc.sql("select level from ticket_ticket where number = ?")
                .param(number.value())
                .query(String.class)
                .single();
        jdbc.sql("update ticket_ticket set level = '\"nonsense\"' where number = ?")
                .param(number.value())
                .update();
        return level;
    }

    private void fail(TicketNumber number) {
        String job = job(number).getId();
        for (int i = 0; i < 10 && job(number).getRetries() > 0; i++) {
            assertThatThrownBy(() -> management.executeJob(job)).hasMessageContaining("service level");
        }
        assertThat(job(number).getRetries()).isZero();
    }

    private Job job(TicketNumber number) {
        return engine.jobsOf(number.value(), OVERDUE).get(0);
    }

    private String id() {
        return jdbc.sql("select id from workplace_incident").query(String.class).single();
    }

    private String page(String user, String path) {
        Http.Answer answer = Http.as(user, port).with("Accept", "text/html").get(path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private Http.Answer post(String user, String path) {
        return Http.as(user, port).post(path, "");
    }

    private List<String> mails() {
        Postman.send(application);
        return jdbc.sql("select kind || ':' || recipient from notification_mail order by id")
                .query(String.class)
                .list();
    }

    private List<String> subjects() {
        Postman.send(application);
        return jdbc.sql("select subject from notification_mail order by id")
                .query(String.class)
                .list();
    }
}
