package io.promisedesk.ticket;

import java.util.List;

/**
 * Somebody's place among those who could take a ticket.
 *
 * @param fits whether the desk itself may give it to them: available, with room for it, and able to do it
 * @param reasons what speaks for them, weightiest first
 * @param against why somebody else comes before them, weightiest first; empty for the first who fits
 */
public record Ranked(Candidate candidate, boolean fits, List<Reason> reasons, List<Reason> against) {

    public Ranked {
        reasons = List.copyOf(reasons);
        against = List.copyOf(against);
    }

    public String person() {
        return candidate.person();
    }

    /** Told in words by {@code ticket.routing.reason.*}. */
    public enum Reason {
        /** They had the customer's last ticket. */
        LAST_OWNER,
        /** They have what the ticket needs. */
        SKILLS,
        /** Nobody else is available who can take it. */
        ONLY_ONE,
        /** They have the least to do. */
        LEAST_LOAD,
        /** They have gone longest without a new ticket. */
        LONGEST_IDLE,

        OFF_SHIFT,
        ON_BREAK,
        /** They have as many tickets in hand as they can have. */
        FULL,
        /** They had this very ticket, and gave it back. */
        GAVE_BACK,
        MISSING_SKILLS,
        /** They do not write the customer's language. */
        LANGUAGE,
        /** Somebody else had the customer's last ticket. */
        OTHER_KNOWS_CUSTOMER,
        MORE_LOAD,
        /** They were given a ticket later than the first. */
        LESS_IDLE,
        /** Equal in everything: then the order of names decides. */
        EQUAL
    }
}
