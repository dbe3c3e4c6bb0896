package io.promisedesk.notification;

import io.promisedesk.people.Person;
import java.util.Optional;

/** Finds the words for one kind of notice: a bean of the room whose notice it is. */
public interface NoticeWriter {

    /** The kind it writes, as in {@link NoticeRequested}. */
    String kind();

    /**
     * Asked just before the notice leaves, in a transaction of its own that may be rolled back: it reads and changes
     * nothing. One that throws is asked again later.
     *
     * @return empty where it is no longer true, because the clock has stopped meanwhile for example: nobody is told
     */
    Optional<WrittenNotice> write(Notice notice, Person to);
}
