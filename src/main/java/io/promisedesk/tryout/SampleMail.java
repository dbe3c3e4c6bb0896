package io.promisedesk.tryout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail that the try-out's customers send on the first start.
 *
 * @param answer what the desk does with it, or null: it waits for the newcomer
 */
record SampleMail(String name, String address, String subject, String text, @Nullable Answer answer) {

    /**
     * @param by user id of the agent who takes the ticket
     * @param text the reply; null: it is only taken
     * @param then {@code wait}, {@code resolve} or null
     */
    record Answer(String by, @Nullable String text, @Nullable String then) {}

    record File(List<SampleMail> mails) {}
}
