package io.promisedesk.ticket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code promisedesk.ticket.*}
 *
 * @param autoClose calendar time after which a resolved ticket closes without an objection
 * @param unassignedTooLong calendar time after which dispatchers and supervisors hear of a ticket without a team
 * @param attachmentLimit most bytes of one attachment
 * @param attachmentTotal most bytes of all attachments of one message
 * @param attachmentCount most attachments of one message
 * @param acknowledge whether customers get an acknowledgement
 */
@ConfigurationProperties("promisedesk.ticket")
public record TicketSettings(
        @DefaultValue("P5D") Duration autoClose,
        @DefaultValue("PT30M") Duration unassignedTooLong,
        @DefaultValue("10485760") int attachmentLimit,
        @DefaultValue("31457280") long attachmentTotal,
        @DefaultValue("20") int attachmentCount,
        @DefaultValue("true") boolean acknowledge) {}
