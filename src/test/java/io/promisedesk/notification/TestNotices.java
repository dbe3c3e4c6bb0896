package io.promisedesk.notification;

import io.promisedesk.people.Person;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.test.context.TestComponent;

/** Writes notices of kind {@code test}: what their data says. */
@TestComponent
public class TestNotices implements NoticeWriter {

    static final String KIND = "test";

    /** Keys of notices that are no longer true. */
    final Set<String> untrue = ConcurrentHashMap.newKeySet();
    /** Of those that cannot be put into words. */
    final Set<String> failing = ConcurrentHashMap.newKeySet();
    /** Of those whose own mail cannot be written. */
    final Set<String> mailless = ConcurrentHashMap.newKeySet();

    static NoticeRequested notice(String key, String person) {
        return notice(key, person, WrittenNotice.Severity.BROKEN, Instant.EPOCH);
    }

    static NoticeRequested notice(String key, String person, WrittenNotice.Severity severity, Instant due) {
        return new NoticeRequested(
                key, KIND, person, "T-2026-" + key, true, Map.of("severity", severity.name(), "due", due.toString()));
    }

    static NoticeRequested patient(String key, String person) {
        NoticeRequested atOnce = notice(key, person);
        return new NoticeRequested(key, KIND, person, atOnce.ticket(), false, atOnce.data());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<WrittenNotice> write(Notice notice, Person to) {
        if (failing.contains(notice.key())) {
            throw new IllegalStateException("no words for " + notice.key());
        }
        if (untrue.contains(notice.key())) {
            return Optional.empty();
        }
        return Optional.of(new WrittenNotice(
                WrittenNotice.Severity.valueOf(notice.data().get("severity")),
                Instant.parse(notice.data().get("due")),
                "Subject of " + notice.key(),
                "late",
                "/tickets/" + notice.ticket(),
                () -> mail(notice)));
    }

    private RenderedMail mail(Notice notice) {
        if (mailless.contains(notice.key())) {
            throw new IllegalStateException("no mail for " + notice.key());
        }
        return new RenderedMail("Alone: " + notice.key(), "text", "<p>html</p>");
    }
}
