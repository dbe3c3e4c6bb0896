package io.promisedesk.notification;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How mail leaves; the server itself is Spring Boot's {@code spring.mail.*}.
 *
 * @param from sender of every mail and the address customers write to
 * @param pollInterval how often a node looks for mail that nobody woke it for: retries, another node's leavings
 * @param lease how long a mail may stand as being sent before its sender counts as dead and it is sent again
 * @param giveUpAfter how long a mail is retried before it counts as failed
 * @param digestPause how long after a mail of notices the next ones to the same person are gathered into one
 */
@ConfigurationProperties("promisedesk.mail")
record MailSettings(
        @DefaultValue("Promisedesk <support@promisedesk.local>") String from,
        @DefaultValue("2s") Duration pollInterval,
        @DefaultValue("5m") Duration lease,
        @DefaultValue("3d") Duration giveUpAfter,
        @DefaultValue("3m") Duration digestPause) {

    InternetAddress fromAddress() {
        try {
            return new InternetAddress(from, true);
        } catch (AddressException e) {
            throw new IllegalStateException(
                    "promisedesk.mail.from is not an address such as \"Support <support@example.com>\": " + from, e);
        }
    }

    String domain() {
        String address = fromAddress().getAddress();
        return address.substring(address.indexOf('@') + 1);
    }
}
