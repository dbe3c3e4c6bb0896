package io.promisedesk.platform.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class ProcessSettingsTests {

    private final WebApplicationContextRunner application =
            new WebApplicationContextRunner().withUserConfiguration(Settings.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ProcessSettings.class)
    static class Settings {}

    @Test
    void readsARelativeFolderFromWhereTheApplicationWasStarted() {
        application
                .withPropertyValues("promisedesk.processes.folder=.", "promisedesk.processes.watch=true")
                .run(context -> assertThat(
                                context.getBean(ProcessSettings.class).path())
                        .isEqualTo(Path.of(".")));
    }

    @Test
    void watchesNothingWithoutAFolder() {
        application
                .withPropertyValues("promisedesk.processes.folder=", "promisedesk.processes.watch=true")
                .run(context -> assertThat(
                                context.getBean(ProcessSettings.class).isWatched())
                        .isFalse());
    }
}
