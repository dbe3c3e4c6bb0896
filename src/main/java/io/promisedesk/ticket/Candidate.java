package io.promisedesk.ticket;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for and against giving a ticket to somebody: facts at one instant, no verdict. The verdict is {@link Ranked}.
 *
 * @param available on shift and not on a break
 * @param lastOwnerOfCustomer whether the customer's latest other ticket that has an owner is theirs
 * @param knowsCustomer whether they own or have written on another ticket of this customer
 * @param gaveBack whether they had this very ticket last, and gave it back
 * @param skills those of the needed skills that they have
 * @param missing those that they do not have
 * @param sameZone whether their clocks show what those of the ticket's owner show or, without one, those of its team
 * @param open tickets they own that are not over
 * @param inHand those of them that are to be worked on now: what a capacity counts
 * @param load those of them weighed by how urgent they are; one of moderate priority that is in time weighs 1
 * @param capacity how many they can have in hand
 * @param idleSince when they were last given a ticket; null: never
 */
public record Candidate(
        String person,
        boolean onShift,
        boolean available,
        boolean lastOwnerOfCustomer,
        boolean knowsCustomer,
        boolean gaveBack,
        Set<String> skills,
        Set<String> missing,
        boolean speaksCustomersLanguage,
        boolean sameZone,
        int open,
        int inHand,
        double load,
        int capacity,
        @Nullable Instant idleSince) {

    public Candidate {
        skills = Set.copyOf(skills);
        missing = Set.copyOf(missing);
    }

    /** They have as much in hand as they can have. */
    public boolean isFull() {
        return inHand >= capacity;
    }

    /** Their load as a share of what they can have: who works half the time is not given the work of two. */
    double share() {
        return load / capacity;
    }
}
