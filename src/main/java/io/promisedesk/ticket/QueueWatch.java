package io.promisedesk.ticket;

import io.promisedesk.people.AbilitiesChanged;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.PerTransaction;
import io.promisedesk.roster.RosterChanged;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Has what waits in queues placed when something happens that the roster does not foresee: a ticket comes back, somebody
 * has room again, the roster or what people can do changes. What the roster foresees (a shift begins, a break ends) is a
 * timer of the process {@code place-tickets}.
 */
@Component
@Profile("!replay")
class QueueWatch {

    private final RoutingDesk routing;
    private final PeopleDesk people;
    private final PerTransaction<Set<String>> asked = new PerTransaction<>(HashSet::new);
    private volatile boolean ready;

    QueueWatch(RoutingDesk routing, PeopleDesk people) {
        this.routing = routing;
        this.people = people;
    }

    /** After a start: what should have happened while no node ran. */
    @EventListener(ApplicationReadyEvent.class)
    @Transactional
    public void started() {
        ready = true;
        place(all());
    }

    @EventListener
    void rosterChanged(RosterChanged changed) {
        place(all());
    }

    @EventListener
    void abilitiesChanged(AbilitiesChanged changed) {
        place(teamsOf(changed.person()));
    }

    @EventListener
    void ticketMoved(TicketEvent event) {
        Set<String> teams = new HashSet<>();
        String team = event.team();
        if (team != null && event.owner() == null && event.kind() != TicketEvent.Kind.OPENED) {
            teams.add(team);
        }
        boolean doneWith =
                switch (event.kind()) {
                    case WAITING, RESOLVED, CLOSED, CANCELLED -> true;
                    default -> false;
                };
        String freed = doneWith ? event.owner() : event.previousOwner();
        if (freed != null && (doneWith || !freed.equals(event.owner()))) {
            teams.addAll(teamsOf(freed));
        }
        place(teams);
    }

    private Set<String> all() {
        return people.teams().stream().map(Team::key).collect(Collectors.toSet());
    }

    private Set<String> teamsOf(@Nullable String person) {
        return Stream.ofNullable(person)
                .flatMap(id -> people.person(id).stream())
                .map(Person::teams)
                .flatMap(Collection::stream)
                .collect(Collectors.toSet());
    }

    /** Once in a transaction, however many tickets it moves. Before the start the processes may not be deployed yet. */
    private void place(Set<String> teams) {
        if (!ready || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        List.copyOf(teams).stream().sorted().filter(asked.get()::add).forEach(routing::routeQueue);
    }
}
