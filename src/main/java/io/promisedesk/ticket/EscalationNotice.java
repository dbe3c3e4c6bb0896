package io.promisedesk.ticket;

import io.promisedesk.notification.Notice;
import io.promisedesk.notification.NoticeDesk;
import io.promisedesk.notification.NoticeWriter;
import io.promisedesk.notification.WrittenNotice;
import io.promisedesk.notification.WrittenNotice.Severity;
import io.promisedesk.people.Customer;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Ladder.Phase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts a rung into words when its notice leaves, which may be hours after it fired: somebody who was off shift hears what
 * is true then, or nothing where the promise is settled, paused or in good hands by now.
 */
class EscalationNotice implements NoticeWriter {

    private final Phase phase;
    private final TicketRepository tickets;
    private final TicketMails mails;
    private final ClockDesk clocks;
    private final PeopleDesk people;
    private final NoticeDesk notices;
    private final Clock clock;

    EscalationNotice(
            Phase phase,
            TicketRepository tickets,
            TicketMails mails,
            ClockDesk clocks,
            PeopleDesk people,
            NoticeDesk notices,
            Clock clock) {
        this.phase = phase;
        this.tickets = tickets;
        this.mails = mails;
        this.clocks = clocks;
        this.people = people;
        this.notices = notices;
        this.clock = clock;
    }

    /** @param asOwner told only because the ticket is theirs: nothing to hear once it is somebody else's */
    static Map<String, String> data(ClockView view, boolean evenIfAcknowledged, boolean asOwner) {
        return Map.of(
                "clock", String.valueOf(view.id()),
                "evenIfAcknowledged", String.valueOf(evenIfAcknowledged),
                "asOwner", String.valueOf(asOwner));
    }

    @Override
    public String kind() {
        return phase.code();
    }

    @Override
    public Optional<WrittenNotice> write(Notice notice, Person to) {
        Ticket ticket =
                tickets.find(new TicketNumber(String.valueOf(notice.ticket()))).orElseThrow();
        return clocks.clocks(ticket.number.value()).stream()
                .filter(view -> String.valueOf(view.id()).equals(notice.data().get("clock")))
                .filter(view -> concerns(ticket, notice) && isTrue(view, notice))
                .findFirst()
                .map(view -> write(ticket, view, to));
    }

    private static boolean concerns(Ticket ticket, Notice notice) {
        return !Boolean.parseBoolean(notice.data().get("asOwner"))
                || notice.person().equals(ticket.owner());
    }

    private boolean isTrue(ClockView view, Notice notice) {
        if (clocks.isAcknowledged(view.id())
                && !Boolean.parseBoolean(notice.data().get("evenIfAcknowledged"))) {
            return false;
        }
        // A breach is one also while we wait; a risk is none then.
        return isBroken(view)
                ? view.isOpen() && (phase == Phase.OVERDUE || !hearsOfTheBreach(view, notice))
                : view.state() == ClockView.State.RUNNING && phase == Phase.AT_RISK;
    }

    private boolean isBroken(ClockView view) {
        Instant due = view.due();
        return due != null && !clock.instant().isBefore(due);
    }

    /** Who was off shift when it was at risk, and is not named on the deadline's rung, hears of the breach now. */
    private boolean hearsOfTheBreach(ClockView view, Notice notice) {
        return notices.tells(notice.person(), Phase.OVERDUE.code(), view.subject(), "clock", String.valueOf(view.id()));
    }

    private WrittenNotice write(Ticket ticket, ClockView view, Person to) {
        Customer customer = people.customer(ticket.customerId()).orElseThrow();
        ZoneId zone = to.isOutside() ? view.target().zone() : to.zone();
        String reader = to.isOutside() ? null : to.id();
        // Its words are of the hour in which it leaves.
        Phase now = isBroken(view) ? Phase.OVERDUE : Phase.AT_RISK;
        return new WrittenNotice(
                now == Phase.OVERDUE ? Severity.BROKEN : Severity.AT_RISK,
                Objects.requireNonNull(view.due()),
                ticket.subject(),
                mails.inDanger(view, now, to.language(), zone),
                mails.pathTo(ticket, view.metric()),
                () -> mails.escalation(ticket, customer, view, now, to.language(), zone, reader));
    }
}
