package io.promisedesk.tryout.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.EmbeddedDatabase;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class TryoutClockTests {

    private final DataSource database =
            new DriverManagerDataSource(EmbeddedDatabase.newDatabase(), "postgres", "postgres");

    private final TryoutClock clock = new TryoutClock(JdbcClient.create(database));

    @BeforeEach
    void clockTable() {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/tryout")
                // The later ones need the application's tables.
                .target("9001")
                .load()
                .migrate();
    }

    @BeforeEach
    @AfterEach
    void realTime() {
        ClockUtil.reset();
    }

    @Test
    void keepsTickingFromTheInstantItWasMovedTo() {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

        clock.moveTo(tomorrow);

        assertThat(clock.now()).isBetween(tomorrow.minusMillis(1), tomorrow.plusSeconds(10));
        assertThat(clock.ahead()).isCloseTo(Duration.ofDays(1), Duration.ofSeconds(1));
    }

    @Test
    void goesForwardOnly() {
        clock.moveTo(Instant.now().plus(Duration.ofHours(2)));
        Instant before = clock.now();

        clock.moveTo(Instant.now().plus(Duration.ofHours(1)));

        assertThat(clock.now()).isAfterOrEqualTo(before);
    }

    @Test
    void isRestoredBeforeTheEngineStarts() {
        clock.moveTo(Instant.now().plus(Duration.ofHours(5)));
        ClockUtil.reset(); // the application ends

        clock.preInit(new StandaloneProcessEngineConfiguration());

        assertThat(ClockUtil.getCurrentTime().toInstant())
                .isCloseTo(
                        Instant.now().plus(Duration.ofHours(5)),
                        org.assertj.core.api.Assertions.within(Duration.ofSeconds(5)));
    }

    @Test
    void itsMigrationsTakeNobodyElsesNumber() {
        var all = Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration", "classpath:db/tryout")
                .outOfOrder(true)
                .load()
                .info()
                .all();

        assertThat(all)
                .extracting(migration -> migration.getDescription())
                .contains("tryout create clock", "ticket create");
    }
}
