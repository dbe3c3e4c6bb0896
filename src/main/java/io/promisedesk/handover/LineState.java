package io.promisedesk.handover;

/** What became of one ticket in one hand-over. */
public enum LineState {
    /** The receiver has not answered yet; the sender still owns the ticket. */
    OFFERED,
    ACCEPTED,
    DECLINED,
    /** Moved at the end of the shift without being asked for. */
    AUTOMATIC,
    /** The sender keeps it until the next shift of theirs. */
    KEPT,
    /** Nobody was there to take it: it stays with its owner, who has gone, and those who answer for the team were told. */
    STAYED,
    /** Came to nothing: solved or taken away meanwhile, unanswered, or overtaken by the end of the shift. */
    WITHDRAWN
}
