package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.platform.StartRefused;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

class ProductionGuardTests {

    @Test
    void namesEverythingThatIsMissing() {
        assertThatThrownBy(() -> start(new MockEnvironment()))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.reasons())
                        .hasSize(11)
                        .contains(
                                "Set PROMISEDESK_ADMIN_PASSWORD (promisedesk.admin.password): the first administrator's password.")
                        .allMatch(reason -> reason.startsWith("Set ") && reason.endsWith(".")));
    }

    @Test
    void startsWithItsSecrets() {
        assertThatCode(() -> start(complete())).doesNotThrowAnyException();
    }

    @Test
    void aReplayNeedsADatabaseAndSomebodyWhoLooksAtIt() {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles("replay");
        assertThatThrownBy(() -> start(environment))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.reasons())
                        .hasSize(5));
        environment
                .withProperty("spring.datasource.url", "jdbc:postgresql://db/promisedesk")
                .withProperty("spring.datasource.username", "promisedesk")
                .withProperty("spring.datasource.password", "a secret of ours")
                .withProperty("promisedesk.admin.id", "ada")
                .withProperty("promisedesk.admin.password", "another secret of ours");
        assertThatCode(() -> start(environment)).doesNotThrowAnyException();
    }

    @Test
    void refusesPasswordsThatEverybodyKnows() {
        assertThat(ProductionGuard.missing(complete()
                        .withProperty("promisedesk.admin.password", "demo")
                        .withProperty("spring.datasource.password", "Postgres")))
                .hasSize(2)
                .allMatch(reason -> reason.contains("known to everybody"));
        assertThat(ProductionGuard.missing(complete().withProperty("promisedesk.admin.password", "short")))
                .singleElement()
                .asString()
                .contains("shorter than 12 characters");
    }

    @Test
    void refusesTheTryOutsMailAddress() {
        assertThat(ProductionGuard.missing(
                        complete().withProperty("promisedesk.mail.from", "Promisedesk <support@promisedesk.local>")))
                .hasSize(1);
    }

    @Test
    void tryOutAndTestsNeedNone() {
        for (String profile : new String[] {"tryout", "test"}) {
            MockEnvironment environment = new MockEnvironment();
            environment.setActiveProfiles(profile);
            assertThatCode(() -> start(environment)).as(profile).doesNotThrowAnyException();
        }
    }

    @Test
    void aTestIsATestOnlyWhereItsClassesAre() {
        MockEnvironment test = new MockEnvironment();
        test.setActiveProfiles("test");
        ClassLoader ofTheJar = new ClassLoader(null) {};

        assertThat(DemoPasswords.allowed(test, ofTheJar)).isFalse();
    }

    @Test
    void leavesTheEnginesInterfacesWhereTheyAreGuarded() {
        assertThatCode(() -> start(complete()
                        .withProperty("camunda.bpm.webapp.application-path", "/camunda")
                        .withProperty("spring.jersey.application-path", "/engine-rest")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> start(complete()
                        .withProperty("camunda.bpm.webapp.application-path", "/x")
                        .withProperty("spring.jersey.application-path", "/y")))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.reasons())
                                .hasSize(2)
                                .contains(
                                        "Take CAMUNDA_BPM_WEBAPP_APPLICATIONPATH (camunda.bpm.webapp.application-path) away: /camunda is where that interface is guarded."));
    }

    private static void start(MockEnvironment environment) {
        ProductionGuard guard = new ProductionGuard();
        guard.setEnvironment(environment);
        guard.postProcessBeanFactory(new DefaultListableBeanFactory());
    }

    private static MockEnvironment complete() {
        return new MockEnvironment()
                .withProperty("spring.datasource.url", "jdbc:postgresql://db:5432/promisedesk")
                .withProperty("spring.datasource.username", "promisedesk")
                .withProperty("spring.datasource.password", "x9-from-a-vault")
                .withProperty("promisedesk.admin.id", "admin")
                .withProperty("promisedesk.admin.password", "correct horse battery")
                .withProperty("promisedesk.url", "https://desk.example.com")
                .withProperty("promisedesk.mail.from", "Support <support@example.com>")
                .withProperty("spring.mail.host", "smtp.example.com")
                .withProperty("promisedesk.mail.imap.host", "imap.example.com")
                .withProperty("promisedesk.mail.imap.user", "support")
                .withProperty("promisedesk.mail.imap.password", "also-from-a-vault");
    }
}
