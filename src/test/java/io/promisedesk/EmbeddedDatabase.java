package io.promisedesk;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Stops the server and starts it again, as an operator does: for a moment nobody answers, and every connection is gone. */
    public static void restart() throws IOException, InterruptedException {
        String folder;
        long server;
        try (var connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var answer = statement.executeQuery(
                        "select current_setting('data_directory'), split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")) {
            answer.next();
            folder = answer.getString(1);
            server = answer.getLong(2);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("cannot find out where the database server is", e);
        }
        Path program = Path.of(ProcessHandle.of(server)
                .flatMap(found -> found.info().command())
                .orElseThrow());
        List<String> command = new ArrayList<>(List.of(
                program.resolveSibling("pg_ctl").toString(), "restart", "-D", folder, "-m", "fast", "-w", "-t", "60"));
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to be run by root; the server runs in a user namespace of its own then, too.
            command.addAll(0, List.of("unshare", "-U"));
        }
        Path log = Files.createTempFile("pg_ctl", ".log");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("the database server was not restarted: " + Files.readString(log));
        }
        Files.delete(log);
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
