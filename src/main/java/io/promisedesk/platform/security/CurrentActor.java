package io.promisedesk.platform.security;

/** The person on whose behalf the present thread works. */
public interface CurrentActor {

    /** The authenticated person, or {@link Actor#SYSTEM} where a job, a mail reader or another thread of ours works. */
    Actor get();

    /** The actor for an engine user id; unknown ids give an actor without roles. */
    Actor of(String userId);

    /** Does in that person's name what they have ordered and a thread of ours carries out; must be nobody's thread. */
    void as(String userId, Runnable work);
}
