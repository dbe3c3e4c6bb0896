package io.promisedesk.handover;

import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.springframework.stereotype.Component;

/** How one receiver comes to be asked: first the hand-over with its lines, then its process. */
@Component
class Handovers {

    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    private final HandoverTables tables;
    private final TeamRulesDesk rules;
    private final HandoverFlow flow;
    private final RosterDesk roster;
    private final Clock clock;

    Handovers(HandoverTables tables, TeamRulesDesk rules, HandoverFlow flow, RosterDesk roster, Clock clock) {
        this.tables = tables;
        this.rules = rules;
        this.flow = flow;
        this.roster = roster;
        this.clock = clock;
    }

    Handover create(Occasion occasion, String receiver, boolean automatic) {
        return create(occasion, receiver, automatic, 1);
    }

    /**
     * The time to answer begins when the receiver is there, and ends with their shift: who has gone answers nothing.
     *
     * @param round 2 where a colleague has left it unanswered before
     */
    Handover create(Occasion occasion, String receiver, boolean automatic, int round) {
        Instant now = clock.instant();
        long id = tables.add(occasion, receiver, automatic, round, now, answerBy(occasion, receiver, now));
        return tables.handover(id);
    }

    private Instant answerBy(Occasion occasion, String receiver, Instant now) {
        Instant present = presentFrom(receiver, now);
        Instant answerBy = present.plus(rules.of(occasion.team()).acceptance());
        Instant end = roster.isOnShift(receiver, answerBy) ? answerBy : endOfShift(receiver, present);
        return end.isBefore(answerBy) && end.isAfter(now) ? end : answerBy;
    }

    /** When the receiver can begin to answer: now, or with their next shift. */
    Instant presentFrom(String receiver, Instant now) {
        return roster.isOnShift(receiver, now)
                ? now
                : roster.nextShiftStart(receiver, now).orElse(now);
    }

    private Instant endOfShift(String receiver, Instant present) {
        return roster.shiftsStarting(present.minus(LONGEST_SHIFT), present.plusMillis(1)).stream()
                .filter(shift -> shift.covers(present) && shift.people().contains(receiver))
                .map(Shift::end)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    void start(Handover handover) {
        tables.handoverStarted(handover.id(), flow.offered(handover.id(), handover.receiver()));
    }
}
