package io.promisedesk.notification;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of our people shall be told something. Published as a Spring application event inside a transaction: the notice is
 * written down with it, which costs one short statement. The room's {@link NoticeWriter} is asked for the words when the
 * notice leaves: alone as a mail of its own, or with others in a digest. For many at once: {@link NoticesRequested}.
 *
 * @param key unique for ever, for example {@code escalation:17:overdue:vera}; a second request with it changes nothing
 * @param kind whose writer finds the words: {@link NoticeWriter#kind()}
 * @param person user id of who is told, or the mail address of somebody who is no user
 * @param ticket number of the ticket, or null
 * @param atOnce whether it leaves although the person is off shift; otherwise it waits for their next shift. An address has
 *     no shifts: it is always told at once
 * @param data what the writer needs to know besides
 */
public record NoticeRequested(
        String key, String kind, String person, @Nullable String ticket, boolean atOnce, Map<String, String> data) {

    public NoticeRequested {
        data = Map.copyOf(data);
    }
}
