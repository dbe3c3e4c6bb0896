package io.promisedesk.handover;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** After a start: what the roster says of absences now, against what their processes know. */
@Component
public class AbsenceCatchUp {

    private static final Duration AHEAD = Duration.ofDays(400);

    private final Absences absences;
    private final AbsenceTables tables;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final Clock clock;

    AbsenceCatchUp(Absences absences, AbsenceTables tables, RosterDesk roster, PeopleDesk people, Clock clock) {
        this.absences = absences;
        this.tables = tables;
        this.roster = roster;
        this.people = people;
        this.clock = clock;
    }

    @Transactional
    public void catchUp() {
        Instant now = clock.instant();
        Map<Long, Absence> said = people.teams().stream()
                .flatMap(team -> roster.absencesIn(team.key(), now, now.plus(AHEAD)).stream())
                .collect(Collectors.toMap(Absence::id, Function.identity(), (one, same) -> one, TreeMap::new));
        said.values().forEach(absences::recorded);
        for (RecordedAbsence known : tables.open()) {
            Absence before = new Absence(
                    known.id(), known.person(), Absence.Kind.OTHER, known.from(), known.to(), null, "system");
            Absence after = roster.absence(known.id()).orElse(null);
            if (after == null || !after.from().equals(known.from()) || !Objects.equals(after.to(), known.to())) {
                absences.changed(before, after);
            }
        }
    }
}
