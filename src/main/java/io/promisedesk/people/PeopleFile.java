package io.promisedesk.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * {@code people.yaml}: who works here, and in which teams. See {@code docs/people.md} for its form.
 *
 * @param teams key, name and time zone
 * @param people who they are, what they may be, and in which teams
 */
record PeopleFile(List<TeamEntry> teams, List<PersonEntry> people) {

    record TeamEntry(String key, @Nullable String name, @Nullable String zone) {}

    /**
     * @param reportsTo id of the person who hears of it when this one does not act
     * @param skills what this person can do; null here and in the next two: what was said at the desk stays
     * @param speaks languages by their ISO code, the person's own where none is named
     * @param capacity tickets at once; without it as many as the team's default
     * @param password for trying out only; production refuses a file with passwords
     */
    record PersonEntry(
            String id,
            @Nullable String name,
            @Nullable String email,
            @Nullable String language,
            @Nullable String zone,
            @Nullable List<String> roles,
            @Nullable List<String> teams,
            @Nullable String reportsTo,
            @Nullable List<String> skills,
            @Nullable List<String> speaks,
            @Nullable Integer capacity,
            @Nullable String password) {

        Set<Role> rolesOrNone() {
            return roles == null
                    ? Set.of()
                    : roles.stream().flatMap(name -> role(name).stream()).collect(Collectors.toSet());
        }

        List<String> skillsOrNone() {
            return skills == null ? List.of() : skills;
        }

        List<String> speaksOrNone() {
            return speaks == null ? List.of() : speaks;
        }

        List<String> teamsOrNone() {
            return teams == null ? List.of() : teams;
        }
    }

    static PeopleFile read(Resource resource) {
        ObjectMapper yaml =
                new ObjectMapper(new YAMLFactory()).configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        try {
            PeopleFile raw = yaml.readValue(resource.getContentAsByteArray(), PeopleFile.class);
            PeopleFile file = new PeopleFile(
                    raw.teams() == null ? List.of() : raw.teams(), raw.people() == null ? List.of() : raw.people());
            List<String> faults = file.faults();
            if (!faults.isEmpty()) {
                throw new StartRefused(faults.stream()
                        .map(fault -> resource.getDescription() + ": " + fault)
                        .toList());
            }
            return file;
        } catch (JsonProcessingException e) {
            throw new StartRefused(
                    List.of(resource.getDescription() + " cannot be understood: " + e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new StartRefused(
                    List.of(resource.getDescription()
                            + " cannot be read: create it, or leave promisedesk.people.file empty."),
                    e);
        }
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<String> teamKeys = new HashSet<>();
        for (TeamEntry team : teams) {
            if (team.key() == null || !team.key().matches("[a-z][a-z0-9-]{0,40}")) {
                faults.add("the key \"" + team.key() + "\" of a team must be lower case letters, digits and hyphens.");
            } else if (Role.ofGroup(team.key()).isPresent()) {
                faults.add("a team cannot be called \"" + team.key() + "\": that is the group of a role.");
            } else if (!teamKeys.add(team.key())) {
                faults.add("team \"" + team.key() + "\" is listed twice.");
            }
            zoneFault(team.zone()).ifPresent(faults::add);
        }
        Set<String> ids = new HashSet<>();
        for (PersonEntry person : people) {
            if (person.id() == null || !person.id().matches("[a-zA-Z0-9]+")) {
                faults.add("the id \"" + person.id() + "\" of a person must be letters and digits.");
            } else if (Actor.RESERVED_IDS.contains(person.id())) {
                faults.add("a person cannot have the id \"" + person.id()
                        + "\": the history of tickets says that of the application and of customers.");
            } else if (!ids.add(person.id())) {
                faults.add("person \"" + person.id() + "\" is listed twice.");
            }
            if (person.language() != null && !Set.of("en", "ru").contains(person.language())) {
                faults.add("language \"" + person.language() + "\" of " + person.id() + " is neither en nor ru.");
            }
            zoneFault(person.zone()).ifPresent(faults::add);
            if (person.roles() != null) {
                person.roles().stream()
                        .filter(name -> role(name).isEmpty())
                        .forEach(name -> faults.add("role \"" + name + "\" of " + person.id()
                                + " is none of agent, supervisor, dispatcher, designer, admin, integrator."));
            }
            person.skillsOrNone().stream()
                    .filter(skill -> !Skill.isOne(skill))
                    .forEach(skill -> faults.add("skill \"" + skill + "\" of " + person.id()
                            + " must be small letters, digits and hyphens."));
            person.speaksOrNone().stream()
                    .filter(language -> !Skill.isLanguage(language))
                    .forEach(language -> faults.add("\"" + language + "\", which " + person.id()
                            + " speaks, is no language; write a code like en or de."));
            Integer capacity = person.capacity();
            if (capacity != null && (capacity < 1 || capacity > Skill.MOST_TICKETS)) {
                faults.add("capacity " + capacity + " of " + person.id() + " must be 1 to " + Skill.MOST_TICKETS + ".");
            }
            person.teamsOrNone().stream()
                    .filter(team -> !teamKeys.contains(team))
                    .forEach(team -> faults.add("team \"" + team + "\" of " + person.id() + " is not listed."));
        }
        people.stream()
                .filter(person -> person.reportsTo() != null
                        && (!ids.contains(person.reportsTo())
                                || person.reportsTo().equals(person.id())))
                .forEach(person -> faults.add("\"" + person.reportsTo() + "\", to whom " + person.id()
                        + " reports, must be somebody else who is listed."));
        return faults;
    }

    private static Optional<Role> role(String name) {
        return java.util.Arrays.stream(Role.values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    private static Optional<String> zoneFault(@Nullable String zone) {
        if (zone == null) {
            return Optional.empty();
        }
        try {
            ZoneId.of(zone);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of("\"" + zone + "\" is not a time zone; write one like Europe/Berlin.");
        }
    }
}
