package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** All tickets the reader may see; search, filters and page stand in the address, so a list can be kept and sent on. */
@Controller
class TicketListPage {

    static final int PAGE = 25;
    /** Beyond this nobody looks through a list: the page asks to narrow it. */
    static final int OVERFULL = 500;

    private final TicketViews views;
    private final PeopleDesk people;
    private final RoutingDesk routing;
    private final CurrentActor actor;

    TicketListPage(TicketViews views, PeopleDesk people, RoutingDesk routing, CurrentActor actor) {
        this.routing = routing;
        this.views = views;
        this.people = people;
        this.actor = actor;
    }

    /**
     * What is asked for.
     *
     * @param state {@code unfinished}, {@code all} or a state in lower case
     * @param owner {@code me}, {@code none}, a user id, or empty for everybody
     */
    record Filter(String q, String state, String team, String owner, int page) {

        boolean isPlain() {
            return q.isBlank() && state.equals("unfinished") && team.isEmpty() && owner.isEmpty();
        }

        /** The address of another page of the same list. */
        public String address(int other) {
            var address = UriComponentsBuilder.fromPath("/tickets");
            new TreeMap<>(Map.of("q", q, "team", team, "owner", owner)).forEach((name, value) -> {
                if (!value.isBlank()) {
                    address.queryParam(name, "{" + name + "}");
                }
            });
            if (!state.equals("unfinished")) {
                address.queryParam("state", "{state}");
            }
            if (other > 0) {
                address.queryParam("page", other);
            }
            return address.encode()
                    .buildAndExpand(Map.of("q", q, "team", team, "owner", owner, "state", state))
                    .toUriString();
        }
    }

    @GetMapping("/tickets")
    String page(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "unfinished") String state,
            @RequestParam(defaultValue = "") String team,
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "") String next,
            Model model) {
        Actor reader = actor.get();
        model.addAttribute("takes", reader.is(Role.AGENT));
        model.addAttribute("nothingWaits", next.equals("none"));
        var filter = new Filter(q.strip(), state, team, owner, Math.max(0, Math.min(page, 100_000)));
        TicketView.Page found = views.search(search(filter, reader), reader);
        model.addAttribute("filter", filter);
        model.addAttribute("plain", filter.isPlain());
        model.addAttribute("items", found.items());
        model.addAttribute("total", found.total());
        model.addAttribute("from", filter.page() * PAGE + 1);
        model.addAttribute("to", Math.min(found.total(), (filter.page() + 1L) * PAGE));
        model.addAttribute("overfull", found.total() > OVERFULL);
        model.addAttribute("teams", people.teams());
        model.addAttribute("states", TicketState.values());
        model.addAttribute("names", new Names(people));
        return "workplace/tickets";
    }

    /** Leads to the ticket, or back to the list, which then says that nothing waits. */
    @PostMapping("/tickets/next")
    String next() {
        return routing.takeNext(actor.get())
                .map(number -> "redirect:/tickets/" + number)
                .orElse("redirect:/tickets?next=none");
    }

    private static TicketSearch search(Filter filter, Actor reader) {
        return new TicketSearch(
                filter.q().isEmpty() ? null : filter.q(),
                states(filter.state()),
                filter.team().isEmpty() ? null : filter.team(),
                owner(filter.owner(), reader),
                null,
                PAGE,
                filter.page() * PAGE);
    }

    private static @Nullable String owner(String asked, Actor reader) {
        return asked.isEmpty() ? null : asked.equals("me") ? reader.id() : asked;
    }

    private static List<TicketState> states(String asked) {
        List<TicketState> all = List.of(TicketState.values());
        return switch (asked) {
            case "all" -> List.of();
            case "unfinished" -> all.stream().filter(state -> !state.isOver()).toList();
            default -> {
                List<TicketState> one = Arrays.stream(TicketState.values())
                        .filter(state -> state.name().equalsIgnoreCase(asked.replace('-', '_')))
                        .toList();
                yield one.isEmpty() ? all : one;
            }
        };
    }

    /** Names behind ids, asked once each per page. */
    public static final class Names {

        private final PeopleDesk people;
        private final Map<String, String> persons = new TreeMap<>();
        private final Map<String, String> teams = new TreeMap<>();

        Names(PeopleDesk people) {
            this.people = people;
        }

        public String person(String id) {
            return persons.computeIfAbsent(
                    id, key -> people.person(key).map(Person::name).orElse(key));
        }

        public String team(String key) {
            return teams.computeIfAbsent(
                    key, id -> people.team(id).map(Team::name).orElse(id));
        }
    }
}
