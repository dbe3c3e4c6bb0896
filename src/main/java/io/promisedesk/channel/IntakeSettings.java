package io.promisedesk.channel;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is taken from incoming mail. How many files and how large is what a ticket takes: {@link FileLimits}.
 *
 * @param sizeLimit larger mails are set aside without being read
 * @param hourlyLimit mails of one sender within an hour; what comes beyond it is set aside: a loop, or a flood
 */
@ConfigurationProperties("promisedesk.mail")
record IntakeSettings(@DefaultValue("40MB") DataSize sizeLimit, @DefaultValue("100") int hourlyLimit) {}
