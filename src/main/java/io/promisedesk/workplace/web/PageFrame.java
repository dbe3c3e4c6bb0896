package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.workplace.Incidents;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** What {@code templates/layout.html} needs to know of the reader; public because the template calls it. */
@Component
public class PageFrame {

    private final CurrentActor actor;
    private final PeopleDesk people;
    private final Incidents incidents;
    private final HttpServletRequest request;
    private final boolean tryout;

    PageFrame(
            CurrentActor actor,
            PeopleDesk people,
            Incidents incidents,
            HttpServletRequest request,
            Environment environment) {
        this.actor = actor;
        this.people = people;
        this.incidents = incidents;
        this.request = request;
        this.tryout = environment.acceptsProfiles(Profiles.of("tryout & !replay"));
    }

    public boolean signedIn() {
        return actor.get().isPerson();
    }

    /** Full name of the reader, or the user id where the desk does not know more. */
    public String name() {
        String id = actor.get().id();
        return people.person(id).map(Person::name).orElse(id);
    }

    public boolean seesKpis() {
        return actor.get().leads();
    }

    /** Whether the figures that the reader may see are their own alone. */
    public boolean seesOwnKpis() {
        return !seesKpis() && takesTickets();
    }

    /** Everybody who works in shifts or plans them. */
    public boolean seesRoster() {
        Actor reader = actor.get();
        return reader.leads() || reader.is(Role.AGENT) || reader.is(Role.DISPATCHER);
    }

    /** Whether a shift board is theirs to look at: who answers for a team, or for what no team has. */
    public boolean seesBoard() {
        return actor.get().leads() || actor.get().is(Role.DISPATCHER);
    }

    /** Whether the list of outgoing mail is offered; supervisors may open it, too, and are led there where one failed. */
    public boolean seesMails() {
        return actor.get().is(Role.ADMIN);
    }

    /** How many things are stuck, for who can do something about it; 0 for everybody else. */
    public int stuck() {
        return actor.get().is(Role.ADMIN) ? incidents.count() : 0;
    }

    /** Supervisors and dispatchers say how teams work. */
    public boolean ruleTeams() {
        return actor.get().leads() || actor.get().is(Role.DISPATCHER);
    }

    /** Whether the reader works on tickets themselves. */
    public boolean takesTickets() {
        return actor.get().is(Role.AGENT);
    }

    public boolean seesProcesses() {
        return actor.get().designs();
    }

    /** Whether tickets are none of the reader's business: a designer, and nothing besides. */
    public boolean onlyDesigns() {
        return actor.get().roles().equals(Set.of(Role.DESIGNER));
    }

    public boolean tryout() {
        return tryout;
    }

    public String path() {
        return request.getRequestURI();
    }

    /** The present address in another language. */
    public String addressIn(String language) {
        var address = UriComponentsBuilder.fromPath(request.getRequestURI()).query(request.getQueryString());
        return address.replaceQueryParam("lang", language).build().toUriString();
    }
}
