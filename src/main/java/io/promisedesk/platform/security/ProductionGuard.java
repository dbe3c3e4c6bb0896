package io.promisedesk.platform.security;

import io.promisedesk.platform.StartRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Production (neither profile {@code tryout} nor {@code test}) starts only with its own secrets. Says at once, before
 * anything is opened, everything that is missing: one sentence each, with the environment variable to set.
 */
@Component
class ProductionGuard implements BeanFactoryPostProcessor, EnvironmentAware, PriorityOrdered {

    private static final Profiles REPLAY = Profiles.of("replay");
    private static final int SHORTEST_PASSWORD = 12;
    private static final Set<String> KNOWN_TO_ALL = Set.of(
            "demo",
            "admin",
            "administrator",
            "password",
            "secret",
            "changeme",
            "change-me",
            "change_me",
            "postgres",
            "camunda",
            "promisedesk",
            "test",
            "123456",
            "123456789012");

    private static final Map<String, String> WHERE_THE_GUARDS_STAND =
            Map.of("camunda.bpm.webapp.application-path", "camunda", "spring.jersey.application-path", "engine-rest");

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (environment != null) {
            List<String> moved = moved(environment);
            if (!moved.isEmpty()) {
                throw new StartRefused(moved);
            }
        }
        if (environment != null && !DemoPasswords.allowed(environment)) {
            List<String> missing =
                    environment.acceptsProfiles(REPLAY) ? missingForReplay(environment) : missing(environment);
            if (!missing.isEmpty()) {
                throw new StartRefused(missing);
            }
        }
    }

    /** What guards the engine's own interfaces is bound to their paths; elsewhere they would stand open. */
    private static List<String> moved(Environment environment) {
        List<String> moved = new ArrayList<>();
        WHERE_THE_GUARDS_STAND.forEach((property, path) -> {
            String value = value(environment, property);
            if (!value.isEmpty() && !value.replaceAll("^/+|/+$", "").equals(path)) {
                moved.add("Take " + variable(property) + " (" + property + ") away: /" + path
                        + " is where that interface is guarded.");
            }
        });
        return moved;
    }

    static List<String> missing(Environment environment) {
        List<String> missing = missingForReplay(environment);
        require(
                missing,
                environment,
                "promisedesk.url",
                "the address under which people reach the service desk, like https://desk.example.com");
        require(
                missing,
                environment,
                "promisedesk.mail.from",
                "the address that mail comes from, like Support <support@example.com>");
        require(missing, environment, "spring.mail.host", "the SMTP server that takes outgoing mail");
        require(
                missing,
                environment,
                "promisedesk.mail.imap.host",
                "the IMAP server of the mailbox that customers write to");
        require(missing, environment, "promisedesk.mail.imap.user", "the user of that mailbox");
        secret(missing, environment, "promisedesk.mail.imap.password", "the password of that mailbox", 1);
        if (value(environment, "promisedesk.mail.from").contains("@promisedesk.local")) {
            missing.add(sentence(
                    "promisedesk.mail.from", "the address that mail comes from; promisedesk.local is for trying out"));
        }
        return missing;
    }

    /** A replay neither sends nor reads mail, and writes no links. */
    static List<String> missingForReplay(Environment environment) {
        List<String> missing = new ArrayList<>();
        require(
                missing,
                environment,
                "spring.datasource.url",
                "the PostgreSQL database, like jdbc:postgresql://db:5432/promisedesk");
        require(missing, environment, "spring.datasource.username", "the user of the database");
        secret(missing, environment, "spring.datasource.password", "the password of the database", 1);
        require(missing, environment, "promisedesk.admin.id", "the user id of the first administrator");
        secret(
                missing,
                environment,
                "promisedesk.admin.password",
                "the first administrator's password",
                SHORTEST_PASSWORD);
        return missing;
    }

    private static void require(List<String> missing, Environment environment, String property, String what) {
        if (value(environment, property).isEmpty()) {
            missing.add(sentence(property, what));
        }
    }

    private static void secret(
            List<String> missing, Environment environment, String property, String what, int shortest) {
        String value = value(environment, property);
        if (value.isEmpty()) {
            missing.add(sentence(property, what));
        } else if (KNOWN_TO_ALL.contains(value.toLowerCase(Locale.ROOT))) {
            missing.add(sentence(property, what + " (the present one is known to everybody)"));
        } else if (value.length() < shortest) {
            missing.add(sentence(property, what + " (the present one is shorter than " + shortest + " characters)"));
        }
    }

    private static String value(Environment environment, String property) {
        return environment.getProperty(property, "").strip();
    }

    private static String sentence(String property, String what) {
        return "Set " + variable(property) + " (" + property + "): " + what + ".";
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", "");
    }
}
