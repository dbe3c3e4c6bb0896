package io.promisedesk.ticket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code promisedesk.ticket.*}
 *
 * @param autoClose calendar time after which a resolved ticket closes without an objection
 * @param unassignedTooLong calendar time after which dispatchers and supervisors hear of a ticket that waits for them to find an owner
 * @param attachmentLimit most bytes of one attachment
 * @param attachmentTotal most bytes of all attachments of one message
 * @param attachmentCount most attachments of one message
 * @param routing how tickets find agents in a team of which nothing else was said: {@code push} or {@code pull}
 * @param capacity tickets that an agent can have in hand at once where nothing else was said of agent or team
 * @param acknowledge whether customers get an acknowledgement
 */
@ConfigurationProperties("promisedesk.ticket")
public record TicketSettings(
        @DefaultValue("P5D") Duration autoClose,
        @DefaultValue("PT30M") Duration unassignedTooLong,
        @DefaultValue("10485760") int attachmentLimit,
        @DefaultValue("31457280") long attachmentTotal,
        @DefaultValue("20") int attachmentCount,
        @DefaultValue("pull") TeamRouting.Mode routing,
        @DefaultValue("12") int capacity,
        @DefaultValue("true") boolean acknowledge) {}
