package io.promisedesk.platform.security;

import io.promisedesk.platform.engine.EngineUsers;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sees to it that there is an administrator before the port opens: while there is none, the engine offers to create one
 * to whoever asks (CVE-2026-77226). That path is shut in any case; this is the way in that takes its place.
 */
@Component
@EnableConfigurationProperties(AdminSettings.class)
class Administrators implements SmartInitializingSingleton, HealthIndicator {

    private final AdminSettings settings;
    private final EngineUsers users;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Administrators(
            AdminSettings settings, EngineUsers users, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.settings = settings;
        this.users = users;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (settings.isGiven()) {
            transaction.executeWithoutResult(status -> create(settings));
        }
    }

    void create(AdminSettings admin) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('promisedesk.admin'))")
                .query((row, n) -> n)
                .list();
        String id = String.valueOf(admin.id());
        if (users.find(id).isEmpty()) {
            users.saveUser(id, admin.name(), admin.email(), admin.password());
        }
        users.addMembership(id, Role.ADMIN.group());
    }

    @Override
    public Health health() {
        return users.membersOf(Role.ADMIN.group()).isEmpty()
                ? Health.down()
                        .withDetail(
                                "reason",
                                "Nobody is in group camunda-admin: set promisedesk.admin.id and promisedesk.admin.password and restart.")
                        .build()
                : Health.up().build();
    }
}
