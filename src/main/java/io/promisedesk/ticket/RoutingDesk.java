package io.promisedesk.ticket;

import io.promisedesk.platform.security.Actor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who gets a ticket. */
public interface RoutingDesk {

    /** Facts about these people as takers of that ticket, in no order; who does not exist is missing. */
    List<Candidate> candidates(TicketNumber ticket, Collection<String> people, Instant at);

    /**
     * Who comes into question for a ticket, best first: the agents of its team but its owner; those of all teams where it
     * has none.
     */
    List<Ranked> ranked(TicketNumber ticket);

    /** The same of certain people, best first: for whoever has a choice of their own. */
    List<Ranked> ranked(TicketNumber ticket, Collection<String> people, Instant at);

    /**
     * Gives the actor the most urgent ticket of their teams' queues that they can do. Two who ask at once get two tickets.
     *
     * @return empty where nothing waits that they can do
     */
    Optional<TicketNumber> takeNext(Actor by);

    /**
     * Has the engine place what waits in the queue of a team, the most urgent first, each in a transaction of its own.
     * Does nothing where the team pulls, or nothing waits.
     */
    void routeQueue(String team);

    TeamRouting routing(String team);

    /**
     * A supervisor of the team, a dispatcher or an administrator may. What waits is placed at once where the team pushes
     * from now on.
     *
     * @param capacity null: the default of the settings
     */
    void route(String team, TeamRouting.Mode mode, @Nullable Integer capacity, Actor by);

    /** Says what a ticket needs of whoever takes it; who leads may. */
    void need(TicketNumber ticket, Set<String> skills, Actor by);

    /**
     * Why somebody was given a ticket by the desk, or why nobody was.
     *
     * @param person null: nobody could be found
     * @param needs skills that were asked for
     * @param considered best first; colleagues of the one who was chosen only for whoever leads
     * @param figures whether the reader may see how much others have to do: whoever leads
     */
    record Explanation(
            Instant at, @Nullable String person, Set<String> needs, List<Ranked> considered, boolean figures) {

        public Explanation {
            needs = Set.copyOf(needs);
            considered = List.copyOf(considered);
        }
    }

    /** The latest; empty where the desk has not looked for anybody. Whoever may see the ticket may ask. */
    Optional<Explanation> explanation(TicketNumber ticket, Actor reader);
}
