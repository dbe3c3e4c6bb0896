package io.promisedesk.platform.security;

import io.promisedesk.platform.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;

/** An act that counts how often it was done, and is refused for the subject {@code impossible}. */
@TestComponent
public class TestAct implements LinkedAct {

    public static final String PURPOSE = "test-act";

    public final Map<String, Integer> done = new ConcurrentHashMap<>();
    public final Map<String, String> settled = new ConcurrentHashMap<>();

    @Override
    public String purpose() {
        return PURPOSE;
    }

    @Override
    public String page(String subject) {
        return "/tickets/" + subject;
    }

    @Override
    public Offer offer(String subject, Actor by, Locale language) {
        return new Offer(
                subject + " · Printer on fire",
                "Late by 2 h",
                settled.get(subject),
                "Shall it be counted?",
                List.of(new Choices("On shift", List.of(new Choice("one", "One more"), new Choice("two", "Two more")))),
                "How many",
                "Count it");
    }

    @Override
    public String perform(String subject, @Nullable String choice, Actor by, Locale language) {
        done.merge(subject, "two".equals(choice) ? 2 : 1, Integer::sum);
        if (subject.equals("impossible")) {
            throw Refusal.conflict("notification.refused.sent");
        }
        return "Counted by " + by.id();
    }
}
