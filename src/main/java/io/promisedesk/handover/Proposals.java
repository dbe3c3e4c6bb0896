package io.promisedesk.handover;

import io.promisedesk.handover.HandoverPolicy.Taker;
import io.promisedesk.handover.process.HandoverDecisions;
import io.promisedesk.handover.process.HandoverDecisions.Points;
import io.promisedesk.handover.process.HandoverDecisions.Proposed;
import io.promisedesk.handover.process.HandoverDecisions.Tables;
import io.promisedesk.roster.Shift;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Candidate;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketFacts;
import io.promisedesk.ticket.TicketFacts.Facts;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is proposed for tickets whose owner goes, and why. Two decision tables propose; what they may not decide is in
 * {@link HandoverPolicy}. Looks at all tickets at once.
 */
@Component
class Proposals {

    private final HandoverDecisions decisions;
    private final TicketFacts tickets;
    private final ClockDesk clocks;
    private final Clock clock;

    Proposals(HandoverDecisions decisions, TicketFacts tickets, ClockDesk clocks, Clock clock) {
        this.decisions = decisions;
        this.tickets = tickets;
        this.clocks = clocks;
        this.clock = clock;
    }

    enum Kind {
        KEEP,
        HAND_OVER,
        RESOLVE
    }

    /**
     * @param receiver who should take it; null where it is not handed over, or nobody could
     * @param why as the tables say it, the weightiest first
     */
    record Proposal(OpenTicket ticket, Kind kind, @Nullable String receiver, List<String> why) {}

    /**
     * For an agent who goes.
     *
     * @param next the agent's next shift
     * @param receivers who could take over then
     */
    List<Proposal> propose(List<OpenTicket> open, Optional<Shift> next, Collection<String> receivers, Instant then) {
        List<TicketNumber> numbers = open.stream().map(OpenTicket::number).toList();
        Map<TicketNumber, List<Instant>> deadlines = deadlines(numbers);
        Map<TicketNumber, Facts> facts = tickets.of(numbers);
        Tables tables = decisions.tables();
        Chooser chooser = chooser(numbers, receivers, then, tables);
        List<Proposal> proposals = new ArrayList<>();
        for (OpenTicket ticket : open) {
            boolean mayKeep = HandoverPolicy.mayKeep(deadlines.getOrDefault(ticket.number(), List.of()), next);
            Proposed proposed = tables.propose(facts(ticket, facts.get(ticket.number()), mayKeep))
                    .orElseGet(() -> new Proposed(mayKeep ? "keep" : "hand over", null));
            Kind kind = kind(proposed.decision());
            boolean answerOwed = Optional.ofNullable(facts.get(ticket.number()))
                    .map(Facts::answerOwedSince)
                    .isPresent();
            if (kind == Kind.KEEP && !mayKeep && !receivers.isEmpty() || kind == Kind.RESOLVE && answerOwed) {
                kind = Kind.HAND_OVER;
                proposed = new Proposed("hand over", null);
            }
            List<String> why = new ArrayList<>();
            Optional.ofNullable(proposed.reason()).ifPresent(why::add);
            Optional<Choice> choice = kind == Kind.HAND_OVER
                    ? chooser.choose(ticket.number(), person -> true, null, person -> false)
                    : Optional.empty();
            if (kind == Kind.HAND_OVER && choice.isEmpty()) {
                kind = Kind.KEEP;
                why.clear();
                why.add("nobody could take it over");
            }
            choice.ifPresent(chosen -> why.addAll(chosen.why()));
            proposals.add(new Proposal(ticket, kind, choice.map(Choice::person).orElse(null), List.copyOf(why)));
        }
        return proposals;
    }

    /** Deadlines of the running clocks of each ticket that has any. */
    Map<TicketNumber, List<Instant>> deadlines(Collection<TicketNumber> numbers) {
        return clocks.open(numbers.stream().map(TicketNumber::value).toList()).stream()
                .filter(view -> view.state() == ClockView.State.RUNNING && view.due() != null)
                .collect(Collectors.groupingBy(
                        view -> new TicketNumber(view.subject()),
                        Collectors.mapping(view -> Objects.requireNonNull(view.due()), Collectors.toList())));
    }

    /** For tickets that need somebody now, whatever the first table says. */
    Chooser chooser(Collection<TicketNumber> numbers, Collection<String> people, Instant at) {
        return chooser(numbers, people, at, decisions.tables());
    }

    private Chooser chooser(Collection<TicketNumber> numbers, Collection<String> people, Instant at, Tables tables) {
        return new Chooser(
                tables,
                tickets.teams(numbers),
                people.isEmpty() ? Map.of() : tickets.candidates(numbers, people, at),
                tickets.unsolvedCounts(people));
    }

    private Map<String, @Nullable Object> facts(OpenTicket ticket, @Nullable Facts facts, boolean mayKeep) {
        Instant now = clock.instant();
        Instant due = ticket.due();
        Map<String, @Nullable Object> asked = new HashMap<>();
        asked.put("team", ticket.team());
        asked.put("mayKeep", mayKeep);
        asked.put("state", ticket.state().name().toLowerCase(Locale.ROOT));
        asked.put("answerOwed", facts != null && facts.answerOwedSince() != null);
        asked.put("priority", ticket.priority().name().toLowerCase(Locale.ROOT));
        asked.put("hoursLeft", due == null ? null : Duration.between(now, due).toHours());
        asked.put(
                "daysInState",
                facts == null ? 0L : Duration.between(facts.stateSince(), now).toDays());
        return asked;
    }

    private static Kind kind(String decision) {
        return switch (decision) {
            case "keep" -> Kind.KEEP;
            case "resolve now" -> Kind.RESOLVE;
            default -> Kind.HAND_OVER;
        };
    }

    record Choice(String person, List<String> why) {}

    /** They are given more than they can have: nobody else is there. */
    private static final String NO_ROOM = "has no room left";

    /** Gives tickets to people one after the other: what somebody has just been given counts for the next. */
    static final class Chooser {

        private final Tables tables;
        private final Map<TicketNumber, String> teams;
        private final Map<TicketNumber, List<Candidate>> candidates;
        private final Map<String, Integer> loads;
        private final Map<String, Integer> given = new HashMap<>();

        private Chooser(
                Tables tables,
                Map<TicketNumber, String> teams,
                Map<TicketNumber, List<Candidate>> candidates,
                Map<String, Integer> loads) {
            this.tables = tables;
            this.teams = teams;
            this.candidates = candidates;
            this.loads = new LinkedHashMap<>(loads);
        }

        /**
         * @param asked to whom the ticket is offered already, or null
         * @param declined who has refused it before
         */
        Optional<Choice> choose(
                TicketNumber ticket, Predicate<String> allowed, @Nullable String asked, Predicate<String> declined) {
            Map<String, List<Points>> points = new HashMap<>();
            List<Taker> takers = new ArrayList<>();
            for (Candidate candidate : candidates.getOrDefault(ticket, List.of())) {
                String person = candidate.person();
                if (allowed.test(person)) {
                    List<Points> found = tables.points(facts(teams.get(ticket), candidate));
                    points.put(person, found);
                    takers.add(new Taker(
                            person,
                            found.stream().mapToDouble(Points::points).sum(),
                            loads.getOrDefault(person, 0),
                            isFull(candidate),
                            person.equals(asked),
                            declined.test(person)));
                }
            }
            Optional<String> chosen = HandoverPolicy.receiver(takers);
            List<String> noRoom = takers.stream()
                            .anyMatch(taker -> taker.full()
                                    && chosen.filter(taker.person()::equals).isPresent())
                    ? List.of(NO_ROOM)
                    : List.of();
            chosen.ifPresent(person -> {
                loads.merge(person, 1, Integer::sum);
                given.merge(person, 1, Integer::sum);
            });
            return chosen.map(person -> new Choice(
                    person,
                    Stream.concat(noRoom.stream(), why(points.getOrDefault(person, List.of())).stream())
                            .toList()));
        }

        private boolean isFull(Candidate candidate) {
            return inHand(candidate) >= candidate.capacity();
        }

        private int inHand(Candidate candidate) {
            return candidate.inHand() + given.getOrDefault(candidate.person(), 0);
        }

        private static List<String> why(List<Points> points) {
            return points.stream()
                    .filter(point -> point.points() > 0 && point.reason() != null)
                    .sorted(Comparator.comparingDouble(Points::points).reversed())
                    .map(Points::reason)
                    .limit(2)
                    .toList();
        }

        private Map<String, @Nullable Object> facts(@Nullable String team, Candidate candidate) {
            int inHand = inHand(candidate);
            Map<String, @Nullable Object> facts = new HashMap<>();
            facts.put("team", team);
            facts.put(
                    "customer",
                    candidate.lastOwnerOfCustomer() ? "last owner" : candidate.knowsCustomer() ? "knows" : "new");
            facts.put(
                    "skills",
                    !candidate.missing().isEmpty()
                            ? "lacks"
                            : candidate.skills().isEmpty() ? "none needed" : "has");
            facts.put("speaksLanguage", candidate.speaksCustomersLanguage());
            facts.put("sameZone", candidate.sameZone());
            facts.put(
                    "workload",
                    inHand >= candidate.capacity() ? "full" : 2 * inHand >= candidate.capacity() ? "busy" : "free");
            return facts;
        }
    }
}
