package io.promisedesk.ticket;

import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.Notice;
import io.promisedesk.notification.NoticeWriter;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.notification.WrittenNotice;
import io.promisedesk.notification.WrittenNotice.Severity;
import io.promisedesk.people.Person;
import io.promisedesk.platform.i18n.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells administrators that timers did not agree with the ledger. */
@Component
class TimerNotice implements NoticeWriter {

    static final String KIND = "timers";

    /** A mail names so many; the page has the others. */
    private static final int NAMED = 10;

    private final TimerReports reports;
    private final MailTemplates templates;
    private final Texts texts;

    TimerNotice(TimerReports reports, MailTemplates templates, Texts texts) {
        this.reports = reports;
        this.templates = templates;
        this.texts = texts;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<WrittenNotice> write(Notice notice, Person to) {
        return reports.find(Long.parseLong(String.valueOf(notice.data().get("check"))))
                .map(report -> new WrittenNotice(
                        report.unrepaired() > 0 ? Severity.BROKEN : Severity.NEWS,
                        report.startedAt(),
                        texts.get(to.language(), "ticket-mail.timers.title"),
                        texts.get(
                                to.language(),
                                report.unrepaired() > 0
                                        ? "ticket-mail.timers.preview.open"
                                        : "ticket-mail.timers.preview.repaired",
                                report.repaired(),
                                report.unrepaired()),
                        "/incidents",
                        () -> mail(report, to)));
    }

    private RenderedMail mail(TimerReport report, Person to) {
        List<TimerReport.Finding> open = report.findings().stream()
                .filter(finding -> !finding.kind().isRepaired())
                .limit(NAMED)
                .toList();
        return templates.render(
                "ticket/timers", to.language(), Map.of("report", report, "open", open, "zone", to.zone()));
    }
}
