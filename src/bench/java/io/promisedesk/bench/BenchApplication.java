package io.promisedesk.bench;

import io.promisedesk.Promisedesk;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The application as it is, and the floor beside it. Started by {@link BenchDesk} as processes of its own. */
@Configuration(proxyBeanMethods = false)
@Import({FloorController.class, ShiftEndController.class, StormController.class, Unchecked.class})
public class BenchApplication {

    public static void main(String[] args) {
        new SpringApplicationBuilder(Promisedesk.class, BenchApplication.class).run(args);
    }

    @Bean
    ApplicationRunner floorAndAgent(RepositoryService repository, IdentityService identity) {
        return args -> {
            repository
                    .createDeployment()
                    .name("floor")
                    .enableDuplicateFiltering(true)
                    .addClasspathResource("bench/floor.bpmn")
                    .addClasspathResource("bench/bare-timer.bpmn")
                    .deploy();
            User agent = identity.createUserQuery().userId("agent").singleResult();
            agent.setPassword(System.getenv("BENCH_PASSWORD"));
            identity.saveUser(agent);
        };
    }
}
