package io.promisedesk;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** One embedded PostgreSQL per JVM, one database per application context. */
public class EmbeddedDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "embedded-database",
                        Map.of(
                                "spring.datasource.url", newDatabase(),
                                "spring.datasource.username", "postgres",
                                "spring.datasource.password", "postgres",
                                // The server's own shutdown hook is faster than the context's: do not wait for it then.
                                "spring.datasource.hikari.connection-timeout", "8000")));
    }

    /** Creates an empty database and answers with its JDBC address (user and password are both "postgres"). */
    public static String newDatabase() {
        String name = "test" + NUMBER.incrementAndGet();
        try (var connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("cannot create the test database " + name, e);
        }
        return "jdbc:postgresql://localhost:" + Server.INSTANCE.getPort() + "/" + name + "?options=-c%20TimeZone=UTC";
    }

    private static final class Server {

        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start the embedded PostgreSQL", e);
            }
        }
    }
}
