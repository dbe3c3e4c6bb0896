package io.promisedesk.tryout;

import java.time.Clock;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The embedded default: everything a newcomer's machine lacks. */
@Configuration(proxyBeanMethods = false)
@Profile("tryout")
@EnableConfigurationProperties(TryoutSettings.class)
class TryoutConfiguration {

    @Bean
    JdbcConnectionDetails embeddedDatabase(TryoutServices services) {
        return new JdbcConnectionDetails() {

            @Override
            public String getUsername() {
                return LocalDatabase.USER;
            }

            @Override
            public String getPassword() {
                return LocalDatabase.USER;
            }

            @Override
            public String getJdbcUrl() {
                return services.database().jdbcUrl();
            }
        };
    }

    @Bean
    LocalMailServer localMailServer(TryoutSettings settings, TryoutServices services, Clock clock) {
        return new LocalMailServer(settings.smtpPort(), settings.imapPort(), services.mailFolder(), clock);
    }
}
