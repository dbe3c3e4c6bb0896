package io.promisedesk.tryout;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the try-out.
 *
 * @param data folder that keeps the database and the mail over a restart
 * @param smtpPort where the mail server takes mail, on loopback
 * @param imapPort where mail is read, on loopback
 */
@ConfigurationProperties("promisedesk.tryout")
record TryoutSettings(
        @DefaultValue("data") Path data, @DefaultValue("3025") int smtpPort, @DefaultValue("3143") int imapPort) {}
