package io.promisedesk.notification;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Mails for tests. */
final class MailSamples {

    private MailSamples() {}

    static MailRequested reply(String key) {
        return request(
                key,
                "reply",
                false,
                "<abc@promisedesk.local>",
                List.of("<first@example.org>", "<second@example.org>"),
                null,
                List.of());
    }

    static MailRequested acknowledgement(String key) {
        return request(key, "acknowledgement", true, null, List.of(), null, List.of());
    }

    static MailRequested withFile(String key, MailFile file) {
        return request(key, "reply", false, null, List.of(), null, List.of(file));
    }

    static MailRequested notBefore(String key, Instant instant) {
        return request(key, "at-risk", true, null, List.of(), instant, List.of());
    }

    private static MailRequested request(
            String key,
            String kind,
            boolean automatic,
            @Nullable String messageId,
            List<String> references,
            @Nullable Instant notBefore,
            List<MailFile> files) {
        return new MailRequested(
                key,
                kind,
                "olga@example.org",
                "Ольга Преображенская-Воскресенская",
                Locale.forLanguageTag("ru"),
                "Re: Не работает принтер [T-2026-000001]",
                "Здравствуйте!",
                "<!DOCTYPE html><html><body><p>Здравствуйте!</p></body></html>",
                messageId,
                references,
                automatic,
                "T-2026-000001",
                null,
                notBefore,
                files);
    }
}
