package io.promisedesk.handover;

import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.roster.RosterDesk;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** How one receiver comes to be asked: first the hand-over with its lines, then its process. */
@Component
class Handovers {

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

    /** The time to answer begins when the receiver is there. */
    Handover create(Occasion occasion, String receiver, boolean automatic) {
        Instant now = clock.instant();
        Instant present = roster.isOnShift(receiver, now)
                ? now
                : roster.nextShiftStart(receiver, now).orElse(now);
        long id = tables.add(
                occasion,
                receiver,
                automatic,
                now,
                present.plus(rules.of(occasion.team()).acceptance()));
        return tables.handover(id);
    }

    void start(Handover handover) {
        tables.handoverStarted(handover.id(), flow.offered(handover.id(), handover.receiver()));
    }
}
