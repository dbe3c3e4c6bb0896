package io.promisedesk.notification;

import io.promisedesk.people.Person;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Many notices in one mail. */
@Component
class DigestMail {

    /** Nobody reads more of them in a mail. */
    static final int MOST = 50;

    /** One notice of a digest as its template shows it. */
    record Line(@Nullable String ticket, String title, String what, String path, String tone) {}

    private final MailTemplates templates;

    DigestMail(MailTemplates templates) {
        this.templates = templates;
    }

    /** @param unread how many there are besides */
    RenderedMail render(List<NoticeSender.Words> worstFirst, int unread, Person to) {
        int count = worstFirst.size() + unread;
        List<Line> lines = worstFirst.stream()
                .limit(MOST)
                .map(words -> new Line(
                        words.notice().ticket(),
                        words.written().title(),
                        words.written().what(),
                        words.written().path(),
                        tone(words.written().severity())))
                .toList();
        return templates.render(
                "notification/digest",
                to.language(),
                Map.of("lines", lines, "count", count, "more", count - lines.size(), "zone", to.zone()));
    }

    private static String tone(WrittenNotice.Severity severity) {
        return switch (severity) {
            case NEWS -> "calm";
            case AT_RISK -> "risk";
            case BROKEN -> "late";
        };
    }
}
