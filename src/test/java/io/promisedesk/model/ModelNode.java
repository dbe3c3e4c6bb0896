package io.promisedesk.model;

import io.promisedesk.MailServer;
import io.promisedesk.Promisedesk;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TicketDesk;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.TaskService;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application on a database that others use as well. Its jobs are run by hand. */
record ModelNode(ConfigurableApplicationContext context) implements AutoCloseable {

    /** @param first whether it creates the tables */
    static ModelNode start(String database, boolean first) {
        Map<String, Object> properties = new HashMap<>(MailServer.properties());
        properties.putAll(Map.of(
                "spring.datasource.url",
                database,
                "spring.datasource.username",
                "postgres",
                "spring.datasource.password",
                "postgres",
                "server.port",
                "0",
                "camunda.bpm.database.schema-update",
                first ? "create" : "false",
                "camunda.bpm.job-execution.enabled",
                "false",
                "promisedesk.people.file",
                "classpath:model/people.yaml"));
        return new ModelNode(new SpringApplicationBuilder(Promisedesk.class)
                .profiles("test")
                .web(WebApplicationType.SERVLET)
                .properties(properties)
                .run(properties.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new)));
    }

    private <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    TicketDesk tickets() {
        return bean(TicketDesk.class);
    }

    RoutingDesk routing() {
        return bean(RoutingDesk.class);
    }

    RosterDesk roster() {
        return bean(RosterDesk.class);
    }

    TaskService tasks() {
        return bean(TaskService.class);
    }

    FormService forms() {
        return bean(FormService.class);
    }

    IdentityService identity() {
        return bean(IdentityService.class);
    }

    ManagementService jobs() {
        return bean(ManagementService.class);
    }

    JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
