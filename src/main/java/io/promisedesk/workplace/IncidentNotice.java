package io.promisedesk.workplace;

import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.Notice;
import io.promisedesk.notification.NoticeWriter;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.notification.WrittenNotice;
import io.promisedesk.notification.WrittenNotice.Severity;
import io.promisedesk.people.Person;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.workplace.Incidents.Item;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells an administrator that something is stuck, unless it is solved by the time the notice leaves. */
@Component
class IncidentNotice implements NoticeWriter {

    static final String KIND = "incident";

    private final Incidents incidents;
    private final TicketDesk tickets;
    private final MailTemplates templates;
    private final Texts texts;

    IncidentNotice(Incidents incidents, TicketDesk tickets, MailTemplates templates, Texts texts) {
        this.incidents = incidents;
        this.tickets = tickets;
        this.templates = templates;
        this.texts = texts;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<WrittenNotice> write(Notice notice, Person to) {
        return incidents
                .find(String.valueOf(notice.data().get("incident")))
                .map(row -> incidents.item(row, to.language()))
                .map(item -> write(item, to));
    }

    private WrittenNotice write(Item item, Person to) {
        String title = Optional.ofNullable(item.ticket())
                .flatMap(number -> tickets.find(new TicketNumber(number)))
                .map(OpenTicket::subject)
                .orElse(item.process());
        return new WrittenNotice(
                Severity.BROKEN,
                item.since(),
                title,
                texts.get(to.language(), "workplace.incidents.stuck", item.what()),
                "/incidents",
                () -> mail(item, title, to));
    }

    private RenderedMail mail(Item item, String title, Person to) {
        Map<String, Object> model = new HashMap<>();
        model.put("item", item);
        model.put("title", title);
        model.put("zone", to.zone());
        return templates.render("workplace/incident", to.language(), model);
    }
}
