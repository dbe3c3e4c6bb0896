package io.promisedesk.channel;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is taken from incoming mail.
 *
 * @param attachmentLimit larger files stay out of the ticket, which then says so and carries the original mail's text
 * @param sizeLimit larger mails are set aside without being read
 * @param hourlyLimit mails of one sender within an hour; what comes beyond it is set aside: a loop, or a flood
 */
@ConfigurationProperties("promisedesk.mail")
record IntakeSettings(
        @DefaultValue("10MB") DataSize attachmentLimit,
        @DefaultValue("40MB") DataSize sizeLimit,
        @DefaultValue("100") int hourlyLimit) {}
