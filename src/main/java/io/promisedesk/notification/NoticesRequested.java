package io.promisedesk.notification;

import java.util.List;

/** Several notices, to several people for example, written down in one statement. */
public record NoticesRequested(List<NoticeRequested> notices) {

    public NoticesRequested {
        notices = List.copyOf(notices);
    }
}
