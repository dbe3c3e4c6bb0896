package io.promisedesk.channel;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.TicketNumber;
import java.util.List;
import org.springframework.stereotype.Component;

/** What dispatchers, supervisors and administrators can do with mail that was set aside; 403 for everybody else. */
@Component
public class AsideDesk {

    private final AsideMails mails;
    private final MailIntake intake;

    AsideDesk(AsideMails mails, MailIntake intake) {
        this.mails = mails;
        this.intake = intake;
    }

    /** Newest first; with {@code settledToo} also those that became a ticket after all. */
    public List<AsideMail> list(boolean settledToo, int limit, int offset, Actor by) {
        check(by);
        return mails.list(settledToo, limit, offset);
    }

    public int count(boolean settledToo, Actor by) {
        check(by);
        return mails.count(settledToo);
    }

    /** The mail as it came. */
    public byte[] source(long id, Actor by) {
        check(by);
        return mails.source(id)
                .map(AsideMails.Source::raw)
                .orElseThrow(() -> Refusal.notFound("channel.refused.noAside", String.valueOf(id)));
    }

    /** Opens a ticket from it: somebody has looked, and it is a person's request. */
    public TicketNumber open(long id, Actor by) {
        check(by);
        return intake.openAnyway(id, by);
    }

    private static void check(Actor by) {
        if (!by.is(Role.DISPATCHER) && !by.is(Role.SUPERVISOR) && !by.is(Role.ADMIN)) {
            throw Refusal.forbidden("channel.refused.notForYou");
        }
    }
}
