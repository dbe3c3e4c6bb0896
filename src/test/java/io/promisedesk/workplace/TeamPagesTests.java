package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.TeamRulesDesk;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page on which a team says how it hands over, how its tickets find their agents, and what these can do. */
@PromisedeskTest
class TeamPagesTests {

    @LocalServerPort
    int port;

    @Autowired
    TeamRulesDesk rules;

    @Test
    void supervisorsRuleTheirTeamInABrowserAndInTheirLanguage() {
        try (var browser = Browser.open(port, Locale.ENGLISH)) {
            browser.size(1300, 1250).logIn("olga").goTo("/teams/service?lang=en");
            browser.see("#rules", "Asked before the end of the shift");
            browser.type("#leadTime", "45");
            browser.picture("team-en");
            browser.click("#rules button[type=submit]");
            browser.see(".notice.ok");
            browser.goTo("/teams/service?lang=ru");
            browser.see("#rules", "Спросить до конца смены");
            browser.picture("team-ru");
        }
        assertThat(rules.of("service").leadTime()).isEqualTo(Duration.ofMinutes(45));
    }

    @Test
    void refusesWhatIsOutOfBoundsAndKeepsWhatWasTyped() {
        Http.Answer answer = form("vera", "/teams/service/rules", "leadTime=10000&grace=7");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("value=\"10000\"", "value=\"7\"", "id=\"error\"");
        assertThat(rules.own("service")).isEqualTo(TeamRulesDesk.OwnRules.NONE);

        assertThat(form("vera", "/teams/service/rules", "leadTime=soon").status())
                .isEqualTo(422);
        assertThat(form("vera", "/teams/service/people/anna", "skills=billing&capacity=many")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void isForWhoeverLeadsTheTeam() {
        assertThat(Http.as("vera", port).get("/teams/technical").status()).isEqualTo(403);
        assertThat(Http.as("anna", port).get("/teams/service").status()).isEqualTo(403);
        assertThat(form("vera", "/teams/technical/rules", "leadTime=5").status())
                .isEqualTo(403);
        assertThat(form("vera", "/teams/service/people/clara", "skills=x").status())
                .isEqualTo(404);
    }

    private Http.Answer form(String who, String path, String body) {
        return Http.as(who, port)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", path, body);
    }
}
