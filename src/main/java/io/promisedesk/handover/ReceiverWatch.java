package io.promisedesk.handover;

import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.roster.RosterChanged;
import io.promisedesk.roster.RosterDesk;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** A receiver who goes before they have answered is waited for no longer: what they were offered passes on at once. */
@Component
class ReceiverWatch {

    private final HandoverTables tables;
    private final HandoverFlow flow;
    private final RosterDesk roster;
    private final Clock clock;

    ReceiverWatch(HandoverTables tables, HandoverFlow flow, RosterDesk roster, Clock clock) {
        this.tables = tables;
        this.flow = flow;
        this.roster = roster;
        this.clock = clock;
    }

    /** Absences change the roster, too. */
    @EventListener(RosterChanged.class)
    void rosterChanged() {
        Instant now = clock.instant();
        Set<Long> asked = tables.pendingAll().stream()
                .filter(line -> !line.redirected())
                .map(HandoverLine::handover)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        for (long id : asked) {
            Handover handover = tables.handover(id);
            String instance = handover.processInstance();
            if (instance != null && !canAnswer(handover, now)) {
                flow.waitNoLonger(instance);
            }
        }
    }

    /** On shift now, or again before the time is up. */
    private boolean canAnswer(Handover handover, Instant now) {
        return roster.isOnShift(handover.receiver(), now)
                || roster.nextShiftStart(handover.receiver(), now)
                        .filter(start -> start.isBefore(handover.answerBy()))
                        .isPresent();
    }
}
