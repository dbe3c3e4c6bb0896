package io.promisedesk;

import io.promisedesk.notification.TestNotices;
import io.promisedesk.platform.security.TestAct;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of the whole application on PostgreSQL, served on a random port. The job executor is off and time stands still
 * ({@link Engine}): jobs and timers are driven by hand. Every test starts on an empty desk ({@link EmptyDesk}). All such
 * tests share one application context: do not add properties or mocks to a single one without need.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.profiles.active=test",
            "server.forward-headers-strategy=native",
            "camunda.bpm.job-execution.enabled=false",
            "promisedesk.people.file=classpath:tryout/people.yaml"
        })
@ContextConfiguration(initializers = {EmbeddedDatabase.class, MailServer.class})
@Import({Engine.class, TestNotices.class, TestAct.class})
@ExtendWith({EmptyDesk.class, MailServer.class})
public @interface PromisedeskTest {}
