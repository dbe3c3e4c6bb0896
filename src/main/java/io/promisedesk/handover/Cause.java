package io.promisedesk.handover;

/** Why tickets change hands. */
public enum Cause {
    /** The owner's shift ends or has ended. */
    SHIFT_END,
    /** The owner is away: sick, on holiday, or for another reason that was reported. */
    ABSENCE,
    /** The owner has not appeared for their shift. */
    NO_SHOW,
    /** Somebody has asked for it, outside of any of these. */
    REQUEST
}
