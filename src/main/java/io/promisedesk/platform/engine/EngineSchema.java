package io.promisedesk.platform.engine;

import io.promisedesk.platform.StartRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ProductPropertiesUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The engine's tables are there and of its own version, or the application does not start: the engine itself compares
 * nothing that changes between its versions. One node at a time, so that two that start together on an empty database
 * do not both create them.
 *
 * <p>Adds two indexes the engine lacks, for the one question it asks all day: which jobs are next. Without the first, each
 * acquisition sorts all that is due; without the second, it reads the whole table to see which processes are busy. In a
 * storm of ten thousand timers that is most of the work.
 */
@Component
class EngineSchema extends AbstractProcessEnginePlugin {

    private static final Logger LOG = LoggerFactory.getLogger(EngineSchema.class);

    private static final Map<String, String> INDEXES = Map.of(
            "promisedesk_jobs_due",
            // In the order in which application.yaml has them acquired.
            "on act_ru_job (type_ desc, duedate_) where retries_ > 0 and suspension_state_ = 1",
            "promisedesk_jobs_busy",
            "on act_ru_job (process_instance_id_) where lock_owner_ is not null and exclusive_");

    private static final String LOCK = "hashtext('promisedesk.engine-schema')";

    private final DataSource dataSource;
    private @Nullable Connection session;

    EngineSchema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        try {
            Connection locked = dataSource.getConnection();
            session = locked;
            ask(locked, "select pg_advisory_lock(" + LOCK + ")");
            check(versionOf(locked), ProductPropertiesUtil.getProductVersion(), engine.getDatabaseSchemaUpdate());
        } catch (SQLException e) {
            throw new IllegalStateException("cannot look at the engine's tables", e);
        }
    }

    /** @param found version of the tables, or null where there are none */
    static void check(@Nullable String found, String own, String schemaUpdate) {
        if (found == null && schemaUpdate.equals("false")) {
            throw new StartRefused(
                    "The database has no tables of the process engine: set it up once (docker compose run --rm setup), or start once with CAMUNDA_BPM_DATABASE_SCHEMAUPDATE=create.");
        }
        if (found != null && !minor(found).equals(minor(own))) {
            throw new StartRefused(
                    "The engine's tables are of version %s and this application brings %s: back up the database, then run the engine's upgrade scripts of every version between (org/camunda/bpm/engine/db/upgrade in its jar), then start again."
                            .formatted(found, own));
        }
    }

    private static String minor(String version) {
        String[] parts = version.split("[.-]", 3);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }

    private static @Nullable String versionOf(Connection connection) throws SQLException {
        return ask(connection, "select to_regclass('act_ge_schema_log')") == null
                ? null
                : ask(connection, "select version_ from act_ge_schema_log order by timestamp_ desc, id_ desc limit 1");
    }

    private static @Nullable String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() ? answer.getString(1) : null;
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    /** Without them everything works, only slower: an operator who keeps us from creating them is told and not stopped. */
    private static void addIndexes(Connection connection) {
        INDEXES.forEach((name, definition) -> {
            try {
                if (ask(connection, "select to_regclass('" + name + "')") == null) {
                    execute(connection, "create index " + name + " " + definition);
                }
            } catch (SQLException e) {
                LOG.warn("Index {} could not be created; due timers are found more slowly: {}", name, e.getMessage());
            }
        });
    }

    @Override
    public void postProcessEngineBuild(ProcessEngine engine) {
        try (Connection locked = session) {
            if (locked != null) {
                addIndexes(locked);
                ask(locked, "select pg_advisory_unlock(" + LOCK + ")");
            }
            session = null;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot give back the lock of the engine's tables", e);
        }
    }
}
