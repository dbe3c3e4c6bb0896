package io.promisedesk.replay;

import io.promisedesk.people.RecordedNames;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.replay.Row.Event;
import io.promisedesk.replay.Row.Fault;
import io.promisedesk.replay.Row.Kind;
import io.promisedesk.replay.Row.Opening;
import io.promisedesk.replay.process.ReplayClock;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets the rows of a history happen, one after the other, each in a transaction together with its position. What was
 * dealt with before a break is only remembered.
 */
@Component
@Profile("replay")
class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    /** Of whom the file says nothing: a human, but which one? */
    private static final Actor UNKNOWN = Actor.recorded("unknown");

    private static final String UNKNOWN_CUSTOMER = "Unknown";

    private static final int LOGGED_FAULTS = 1_000;

    private final TicketRecords records;
    private final RecordedNames names;
    private final ReplayTables tables;
    private final ReplayClock clock;
    private final TransactionTemplate transaction;

    private final Map<String, Past> tickets = new HashMap<>();

    /** Tickets of which the first row was left out, with its line. */
    private final Map<String, Integer> neverCreated = new HashMap<>();

    private final Set<String> unknownChannels = new HashSet<>();
    private long position;
    private int faults;

    Replay(
            TicketRecords records,
            RecordedNames names,
            ReplayTables tables,
            ReplayClock clock,
            PlatformTransactionManager transactions) {
        this.records = records;
        this.names = names;
        this.tables = tables;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What is known of a ticket.
     *
     * @param created line on which it was created
     * @param at instant of what happened to it last
     */
    private record Past(TicketNumber number, int created, long sequence, Instant at) {}

    /** What was dealt with before, as it is read again. */
    final class Remembering {

        private final Map<String, TicketNumber> numbers = tables.tickets();
        private final Map<Integer, Fault> leftOut = new HashMap<>();

        Remembering() {
            tables.faults().forEach(fault -> leftOut.put(fault.line(), fault));
            faults = leftOut.size();
        }

        void remember(Row row) {
            position = row.line();
            if (!(row instanceof Event event)) {
                return;
            }
            if (leftOut.containsKey(row.line())) {
                missed(event);
                return;
            }
            Past past = tickets.get(event.ticket());
            TicketNumber number = past == null ? numbers.get(event.ticket()) : past.number();
            if (number == null) {
                throw new IllegalStateException("line " + row.line() + " was replayed, but its ticket is not there");
            }
            tickets.put(
                    event.ticket(),
                    new Past(
                            number,
                            past == null ? event.line() : past.created(),
                            event.sequence(),
                            moment(past, event)));
        }
    }

    /** Begins at the first row, or after that one. */
    void standAt(long line) {
        position = line;
    }

    int faults() {
        return faults;
    }

    /** @return whether it was an event that has happened now */
    boolean happen(Row row) {
        if (row instanceof Event event) {
            Past past = tickets.get(event.ticket());
            Optional<String> refused = refused(past, event);
            if (refused.isEmpty()) {
                refused = happen(past, event);
            }
            if (refused.isEmpty()) {
                return true;
            }
            missed(event);
            leaveOut(new Fault(event.line(), event.ticket(), refused.get()));
        } else if (row instanceof Fault fault) {
            leaveOut(fault);
        }
        return false;
    }

    private Optional<String> refused(@Nullable Past past, Event event) {
        if (past == null) {
            Integer line = neverCreated.get(event.ticket());
            return event.kind() == Kind.CREATED
                    ? Optional.empty()
                    : Optional.of(
                            line == null
                                    ? "no row has created this ticket"
                                    : "this ticket is unknown: its first row, on line %d, was left out"
                                            .formatted(line));
        }
        if (event.kind() == Kind.CREATED) {
            return Optional.of("duplicate: the ticket was created on line " + past.created());
        }
        if (event.sequence() == past.sequence()) {
            return Optional.of("duplicate: the ticket had seq " + event.sequence() + " before");
        }
        return event.sequence() < past.sequence()
                ? Optional.of("out of order: seq %d comes after seq %d".formatted(event.sequence(), past.sequence()))
                : Optional.empty();
    }

    private Optional<String> happen(@Nullable Past past, Event event) {
        Instant at = moment(past, event);
        clock.standAt(at);
        Past[] now = new Past[1];
        Optional<String> refused = transaction.execute(status -> {
            TicketNumber number;
            if (past == null) {
                number = create(event, at);
                tables.name(event.ticket(), number);
            } else {
                number = past.number();
                Optional<String> why = move(number, event);
                if (why.isPresent()) {
                    // Nothing has changed, but whom it names may be new.
                    return why;
                }
            }
            tables.advance(position, event.line(), event.at());
            now[0] = new Past(number, past == null ? event.line() : past.created(), event.sequence(), at);
            return Optional.empty();
        });
        if (now[0] != null) {
            position = event.line();
            tickets.put(event.ticket(), now[0]);
        }
        return refused == null ? Optional.empty() : refused;
    }

    /** Events of one ticket in one instant are a millisecond apart, in their order. */
    private static Instant moment(@Nullable Past past, Event event) {
        return past == null || event.at().isAfter(past.at())
                ? event.at()
                : past.at().plusMillis(1);
    }

    private TicketNumber create(Event event, Instant at) {
        Opening opening = event.opening();
        if (opening == null) {
            throw new IllegalStateException("a created row without what it says");
        }
        String unknown = opening.unknownChannel();
        if (unknown != null && unknownChannels.add(unknown)) {
            LOG.warn(
                    "Line {}: there is no channel \"{}\"; such tickets are taken, as of channel api",
                    event.line(),
                    unknown);
        }
        String customer = opening.customer() == null ? UNKNOWN_CUSTOMER : opening.customer();
        return records.created(
                event.ticket(),
                names.customer(customer),
                customer,
                opening.channel(),
                opening.priority(),
                opening.category(),
                station(event),
                at,
                actor(event));
    }

    private Optional<String> move(TicketNumber number, Event event) {
        Actor by = actor(event);
        String team = event.team() == null ? null : names.team(event.team());
        if (event.actor() != null && team != null) {
            names.join(by.id(), team);
        }
        return switch (event.kind()) {
            case CREATED -> throw new IllegalStateException("created twice");
            case ASSIGNED -> records.assigned(number, by.id(), team, by);
            case TRANSFERRED -> records.transferred(number, station(event), by);
            case REPLIED -> records.replied(number, team, "(answered; the history has no words)", by);
            case WAITING -> records.waiting(number, team, by);
            case RESUMED -> records.resumed(number, team, by);
            case RESOLVED -> records.resolved(number, team, by);
            case REOPENED -> records.reopened(number, team, by);
            case CLOSED -> records.closed(number, team, by);
        };
    }

    /** Where nobody has it, that is a station, too. */
    private String station(Event event) {
        return event.team() == null ? names.noTeam() : names.team(event.team());
    }

    private Actor actor(Event event) {
        return event.actor() == null ? UNKNOWN : Actor.recorded(names.agent(event.actor()));
    }

    private void missed(Event event) {
        if (event.kind() == Kind.CREATED && !tickets.containsKey(event.ticket())) {
            neverCreated.putIfAbsent(event.ticket(), event.line());
        }
    }

    private void leaveOut(Fault fault) {
        transaction.executeWithoutResult(status -> {
            tables.leaveOut(fault);
            tables.advance(position, fault.line(), null);
        });
        position = fault.line();
        if (fault.ticket() != null && !tickets.containsKey(fault.ticket())) {
            neverCreated.putIfAbsent(fault.ticket(), fault.line());
        }
        faults++;
        if (faults <= LOGGED_FAULTS) {
            LOG.warn(
                    "Line {}{} is left out: {}",
                    fault.line(),
                    fault.ticket() == null ? "" : " (" + fault.ticket() + ")",
                    fault.reason());
        } else if (faults == LOGGED_FAULTS + 1) {
            LOG.warn("Further rows that are left out are not logged, but in the report at the end");
        }
    }
}
