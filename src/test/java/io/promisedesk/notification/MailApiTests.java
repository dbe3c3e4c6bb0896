package io.promisedesk.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.PromisedeskTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Outgoing mail over HTTP. */
@PromisedeskTest
class MailApiTests {

    @LocalServerPort
    int port;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    OutboxSender sender;

    @Autowired
    NoticeSender notices;

    @Autowired
    JdbcClient jdbc;

    @Test
    void showsFailedMailToSupervisorsAndHasItTriedAgain() throws Exception {
        events.publishEvent(MailSamples.reply("failed"));
        jdbc.sql("update notification_mail set state = 'FAILED', last_error = '550 no such user'")
                .update();
        long id = jdbc.sql("select id from notification_mail").query(Long.class).single();

        assertThat(call("vera", "GET", "/api/mails?state=FAILED").body())
                .contains("\"total\":1", "550 no such user", "olga@example.org")
                .doesNotContain("Здравствуйте");
        assertThat(call("vera", "GET", "/api/mails?state=SENT").body()).contains("\"total\":0");
        assertThat(call("vera", "POST", "/api/mails/" + id + "/retry").statusCode())
                .isEqualTo(204);
        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(call("vera", "POST", "/api/mails/" + id + "/retry").statusCode())
                .isEqualTo(409);
        assertThat(call("vera", "POST", "/api/mails/0/retry").statusCode()).isEqualTo(404);
    }

    @Test
    void showsOnAPageWhatHasFailedAndWhy() throws Exception {
        events.publishEvent(MailSamples.reply("failed"));
        jdbc.sql("update notification_mail set state = 'FAILED', last_error = '550 <no such user>'")
                .update();
        events.publishEvent(MailSamples.acknowledgement("waiting"));
        events.publishEvent(new NoticeRequested("1", "unheard-of", "vera", null, true, Map.of()));
        notices.sendDue();

        assertThat(call("admin", "GET", "/mails").body())
                .contains("550 &lt;no such user&gt;", "olga@example.org", "Try again", "Try now", "unheard-of")
                .doesNotContain("??");
        assertThat(call("vera", "GET", "/mails?state=FAILED").body())
                .contains("Не отправлено", "550 &lt;no such user&gt;", "Повторить")
                .doesNotContain("Отправить сейчас");
        assertThat(call("vera", "GET", "/mails?state=SENT").body()).contains("Таких писем нет");
    }

    @Test
    void isForSupervisorsAndAdministrators() throws Exception {
        assertThat(call("admin", "GET", "/api/mails").statusCode()).isEqualTo(200);
        for (String other : new String[] {"anna", "denis", "integrator"}) {
            assertThat(call(other, "GET", "/api/mails").statusCode()).as(other).isEqualTo(403);
            assertThat(call(other, "GET", "/api/mails/aside").statusCode())
                    .as(other)
                    .isEqualTo(403);
        }
        assertThat(call("olga", "GET", "/api/mails/aside").statusCode()).isEqualTo(200);
        assertThat(call("nobody", "GET", "/api/mails").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesPagesThatAreNone() throws Exception {
        assertThat(call("vera", "GET", "/api/mails?limit=0").statusCode()).isEqualTo(422);
        assertThat(call("vera", "GET", "/api/mails?state=LOST").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> call(String user, String method, String path) throws Exception {
        String logIn = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .method(method, BodyPublishers.noBody())
                                .header("Authorization", "Basic " + logIn)
                                .build(),
                        BodyHandlers.ofString());
    }
}
