package io.promisedesk.ticket.process;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import io.promisedesk.ticket.NeededSkills;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * A word that is no skill would be left out, in silence. A team or skill that nobody knows is a slip, or comes tomorrow:
 * such a ticket goes to a dispatcher, or to everybody, so the table goes live and says so.
 */
@Component
class RoutingCheck implements DecisionCheck {

    private final PeopleDesk people;

    RoutingCheck(PeopleDesk people) {
        this.people = people;
    }

    @Override
    public String decision() {
        return "routing";
    }

    @Override
    public void check(DecisionTable table, Complaint complaint) {
        Set<String> teams = people.teams().stream().map(Team::key).collect(Collectors.toCollection(TreeSet::new));
        table.given("team").stream()
                .filter(team -> !team.isBlank() && !teams.isEmpty() && !teams.contains(team))
                .forEach(team -> complaint.advice(
                        "There is no team \"" + team + "\": a dispatcher decides on the tickets of its rows.",
                        "Write one of " + String.join(", ", teams) + ", or leave it empty."));
        Set<String> skills = new TreeSet<>(people.skills());
        table.given("skills").stream()
                .flatMap(cell -> Arrays.stream(cell.split(",")))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(word -> {
                    if (!NeededSkills.isSkill(word)) {
                        complaint.error(
                                "\"" + word + "\" is no skill.",
                                "Write small letters, digits and hyphens, with commas between skills.");
                    } else if (!skills.isEmpty() && !skills.contains(word)) {
                        complaint.advice(
                                "Nobody has the skill \"" + word + "\": everybody gets the tickets of its rows.",
                                "Write one of " + String.join(", ", skills)
                                        + ", or say of somebody that they have it.");
                    }
                });
    }
}
