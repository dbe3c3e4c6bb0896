package io.promisedesk.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDatabaseTests {

    @TempDir
    Path data;

    @Test
    void keepsItsDataOverRestartsHoweverTheyCame() throws Exception {
        Path folder = data.resolve("postgres");
        try (LocalDatabase first = LocalDatabase.start(folder)) {
            run(first, "create table kept (word text)");
            run(first, "insert into kept values ('Ёжик')");
            assertThat(ask(first, "show server_version")).startsWith(LocalDatabase.MAJOR_VERSION + ".");
            assertThat(ask(first, "show fsync")).isEqualTo("on");
        }

        // A pid file that names a process which is no PostgreSQL: this very test.
        long stranger = ProcessHandle.current().pid();
        Files.writeString(folder.resolve("postmaster.pid"), stranger + "\n" + folder + "\n");
        LocalDatabase killed = LocalDatabase.start(folder);
        assertThat(ask(killed, "select lower(word) from kept")).isEqualTo("ёжик");
        run(killed, "insert into kept values ('second')");

        // The application is killed: its PostgreSQL lives on, and nobody will stop it but the next start.
        Files.delete(folder.resolve("epg-lock")); // the system releases a dead process's locks
        try (LocalDatabase third = LocalDatabase.start(folder)) {
            assertThat(ask(third, "select count(*) from kept")).isEqualTo("2");
        }
    }

    @Test
    void setsAHalfMadeDatabaseAside() throws Exception {
        Path folder = Files.createDirectories(data.resolve("postgres"));
        Files.writeString(folder.resolve("PG_VERSION"), "18\n");

        try (LocalDatabase database = LocalDatabase.start(folder)) {
            assertThat(ask(database, "select 1")).isEqualTo("1");
        }

        try (var around = Files.list(data)) {
            assertThat(around.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("postgres-incomplete-"));
        }
    }

    private static void run(LocalDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(LocalDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(LocalDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), LocalDatabase.USER, LocalDatabase.USER);
    }
}
