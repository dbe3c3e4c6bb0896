package io.promisedesk.workplace.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Ranked;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.RoutingWords;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import io.promisedesk.workplace.Pulse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Makes what the ticket page shows out of what the rooms know. */
@Component
class TicketScreens {

    private static final int OTHER_TICKETS = 8;
    private static final int MERGEABLE_TICKETS = 50;

    private final TicketViews views;
    private final TicketDesk desk;
    private final PeopleDesk people;
    private final RoutingDesk routing;
    private final RoutingWords words;
    private final Pulse pulse;
    private final ForeignHtml foreignHtml;
    private final MessageSource messages;
    private final ObjectMapper json;
    private final Times times;
    private final Clock now;

    TicketScreens(
            TicketViews views,
            TicketDesk desk,
            PeopleDesk people,
            RoutingDesk routing,
            RoutingWords words,
            Pulse pulse,
            ForeignHtml foreignHtml,
            MessageSource messages,
            ObjectMapper json,
            Times times,
            Clock now) {
        this.times = times;
        this.routing = routing;
        this.words = words;
        this.now = now;
        this.views = views;
        this.desk = desk;
        this.people = people;
        this.pulse = pulse;
        this.foreignHtml = foreignHtml;
        this.messages = messages;
        this.json = json;
    }

    TicketScreen of(TicketNumber number, Actor reader, Locale locale) {
        // Before the ticket itself: what happens in between shows as a change, not as nothing.
        long version = pulse.of(number);
        TicketView ticket = views.ticket(number, reader);
        Optional<ClockView> urgent = ticket.clocks().stream()
                .filter(clock -> clock.state() == ClockView.State.RUNNING && clock.due() != null)
                .min(Comparator.comparing(clock -> clock.due()));
        String next = next(ticket, reader);
        String team = ticket.team();
        List<TicketView.Entry> audit = views.audit(number, reader);
        return new TicketScreen(
                version,
                ticket.number(),
                ticket.subject(),
                ticket.state(),
                tone(ticket.state()),
                lower(ticket.priority()),
                categoryName(ticket.category(), locale),
                lower(ticket.channel()),
                team == null ? null : people.team(team).map(Team::name).orElse(team),
                ticket.owner(),
                ticket.ownerName(),
                reader.id().equals(ticket.owner()),
                ticket.customer(),
                ticket.receivedAt(),
                ticket.followUpOf(),
                ticket.mergedInto() == null ? null : link(ticket.mergedInto(), reader),
                next,
                ticket.state().isOver() || ticket.state() == TicketState.RESOLVED ? "ok" : "",
                urgent.map(ClockView::due).orElse(null),
                urgent.map(ClockView::atRisk).orElse(null),
                messages(ticket, reader),
                clocks(ticket.clocks(), audit),
                audit(audit, locale),
                others(ticket, reader),
                ticket.actions().contains("merge") ? mergeable(ticket, reader) : List.of(),
                ticket.actions(),
                ticket.actions().contains("assign") ? colleagues(number, ticket, locale) : List.of(),
                people.teams().stream()
                        .filter(other -> !other.key().equals(team))
                        .toList(),
                String.join(", ", ticket.skills()),
                !ticket.state().isOver()
                        && (reader.is(Role.SUPERVISOR) || reader.is(Role.DISPATCHER) || reader.is(Role.ADMIN)),
                routed(number, ticket, reader, locale));
    }

    /** The owner first, who is not to be chosen; then the others as the ranking sees them. */
    private List<TicketScreen.Colleague> colleagues(TicketNumber number, TicketView ticket, Locale locale) {
        List<TicketScreen.Colleague> colleagues = new ArrayList<>();
        if (ticket.owner() != null) {
            colleagues.add(new TicketScreen.Colleague(ticket.owner(), name(ticket.owner()), ""));
        }
        routing.ranked(number).forEach(one -> colleagues.add(colleague(one, locale)));
        return colleagues;
    }

    private TicketScreen.Colleague colleague(Ranked one, Locale locale) {
        String why = one.against().isEmpty() ? words.reasons(one, locale) : words.against(one, locale);
        String load = words.load(one.candidate(), locale);
        return new TicketScreen.Colleague(one.person(), name(one.person()), why.isEmpty() ? load : why + "; " + load);
    }

    /** As long as the ticket is where the desk left it: what people did since needs no explanation. */
    private TicketScreen.@Nullable Routed routed(TicketNumber number, TicketView ticket, Actor reader, Locale locale) {
        if (ticket.state().isOver()) {
            return null;
        }
        return routing.explanation(number, reader)
                .filter(why -> Objects.equals(why.person(), ticket.owner()))
                .map(why -> new TicketScreen.Routed(
                        why.person() == null ? null : name(why.person()),
                        why.considered().stream()
                                .filter(one -> one.person().equals(why.person()))
                                .map(one -> words.reasons(one, locale))
                                .findFirst()
                                .orElse(""),
                        why.at(),
                        why.considered().stream()
                                .filter(one -> !one.person().equals(why.person()))
                                .map(one -> new TicketScreen.Colleague(
                                        one.person(), name(one.person()), words.against(one, locale)))
                                .toList()))
                .orElse(null);
    }

    private static String next(TicketView ticket, Actor reader) {
        return switch (ticket.state()) {
            case NEW, OPEN ->
                ticket.owner() == null
                        ? "take"
                        : !ticket.owner().equals(reader.id())
                                ? "colleague"
                                : ticket.answerOwedSince() != null ? "answer" : "work";
            case WAITING_FOR_CUSTOMER -> "waitingForCustomer";
            case WAITING_FOR_THIRD_PARTY -> "waitingForThirdParty";
            case RESOLVED -> "resolved";
            case CLOSED -> "closed";
            case CANCELLED -> ticket.mergedInto() == null ? "cancelled" : "merged";
        };
    }

    private @Nullable String categoryName(@Nullable String category, Locale locale) {
        // Rules may know more categories than we have words for.
        return category == null ? null : messages.getMessage("workplace.category." + category, null, category, locale);
    }

    private static String tone(TicketState state) {
        return switch (state) {
            case NEW -> "accent";
            case WAITING_FOR_CUSTOMER, WAITING_FOR_THIRD_PARTY -> "warn";
            case RESOLVED -> "ok";
            case OPEN, CLOSED, CANCELLED -> "";
        };
    }

    private List<TicketScreen.Message> messages(TicketView ticket, Actor reader) {
        Map<String, TicketScreen.Link> merged = new HashMap<>();
        return ticket.messages().stream()
                .map(message -> message(
                        message,
                        message.ticket().equals(ticket.number())
                                ? null
                                : merged.computeIfAbsent(message.ticket(), number -> link(number, reader))))
                .toList();
    }

    private TicketScreen.Link link(String number, Actor reader) {
        return new TicketScreen.Link(number, desk.maySee(new TicketNumber(number), reader));
    }

    private TicketScreen.Message message(TicketView.Message message, TicketScreen.@Nullable Link from) {
        String kind = !message.isPublic() ? "note" : lower(message.authorKind());
        return new TicketScreen.Message(
                message.id(),
                kind,
                from,
                message.authorName(),
                message.at(),
                message.text(),
                message.html() == null ? null : foreignHtml.document(message.html()),
                message.attachments().stream()
                        .map(file -> new TicketScreen.Attachment(file.id(), file.name(), size(file.size())))
                        .toList());
    }

    private static String size(int bytes) {
        return bytes < 1024 ? bytes + " B" : bytes < 1024 * 1024 ? bytes / 1024 + " KB" : bytes / (1024 * 1024) + " MB";
    }

    /** Open ones first, the most urgent on top; then what was decided, the latest first. */
    private List<TicketScreen.ClockLine> clocks(List<ClockView> clocks, List<TicketView.Entry> audit) {
        Map<Long, TicketScreen.Told> told = told(audit);
        List<ClockView> sorted = new ArrayList<>(clocks);
        java.util.Collections.reverse(sorted);
        sorted.sort(Comparator.comparing((ClockView clock) -> !clock.isOpen())
                .thenComparing(ClockView::due, Comparator.nullsLast(Comparator.naturalOrder())));
        return sorted.stream()
                .map(clock -> new TicketScreen.ClockLine(
                        lower(clock.metric()),
                        clock.n(),
                        show(clock),
                        clock.due(),
                        clock.atRisk(),
                        told.get(clock.id())))
                .toList();
    }

    /** What the customer was told last of a clock that takes longer. */
    private Map<Long, TicketScreen.Told> told(List<TicketView.Entry> audit) {
        Map<Long, TicketScreen.Told> told = new HashMap<>();
        for (TicketView.Entry entry : audit) {
            if (entry.action().equals("customer-told")) {
                JsonNode detail = detail(entry.detail());
                Instant expected = instant(detail, "expected").orElse(null);
                told.put(
                        detail.path("clock").asLong(),
                        new TicketScreen.Told(
                                expected, expected != null && now.instant().isAfter(expected)));
            }
        }
        return told;
    }

    private static Optional<Instant> instant(JsonNode detail, String field) {
        return detail.has(field) ? Optional.of(Instant.parse(detail.path(field).asText())) : Optional.empty();
    }

    private static String show(ClockView clock) {
        return switch (clock.state()) {
            case RUNNING -> clock.due() == null ? "cancelled" : "running";
            case PAUSED -> "paused";
            case CANCELLED -> "cancelled";
            case STOPPED ->
                switch (clock.verdict()) {
                    case MET -> "met";
                    case MISSED -> "missed";
                    case OPEN, CANCELLED -> "cancelled";
                };
        };
    }

    private List<TicketScreen.AuditLine> audit(List<TicketView.Entry> entries, Locale locale) {
        List<TicketScreen.AuditLine> lines = new ArrayList<>();
        for (TicketView.Entry entry : entries) {
            lines.add(0, new TicketScreen.AuditLine(entry.at(), sentence(entry, locale)));
        }
        return lines;
    }

    /**
     * {@code workplace.audit.<action>}: {0} who, {1} whom or what it was given to, {2} further detail, {3} who or what had
     * it before, {4} how many tickets were compared with.
     */
    private String sentence(TicketView.Entry entry, Locale locale) {
        JsonNode detail = detail(entry.detail());
        String to = detail.path("to").asText("");
        String source = name(detail.path("from").asText(""));
        String way = "";
        if (detail.path("automatic").asBoolean()) {
            way = ".automatic";
        } else if (entry.action().equals("handed-over") && !entry.actor().equals(to)) {
            way = ".placed";
        } else if (detail.has("tickets")) {
            way = ".byFigures";
        } else if (entry.action().equals("customer-told") && !detail.has("expected")) {
            way = ".untimed";
        }
        String fallback = entry.actorName() + ": " + entry.action();
        return messages.getMessage(
                "workplace.audit." + entry.action() + way,
                new Object[] {
                    actorName(entry, locale),
                    name(to),
                    change(detail, locale),
                    source,
                    detail.path("tickets").asInt()
                },
                fallback,
                locale);
    }

    private String name(String personOrTeam) {
        return people.person(personOrTeam)
                .map(Person::name)
                .or(() -> people.team(personOrTeam).map(Team::name))
                .orElse(personOrTeam);
    }

    /** What it is now, and what it was before where that is known. */
    private String change(JsonNode detail, Locale locale) {
        String before = word(detail.path("was"), locale);
        String after = word(detail, locale);
        String change = before.isEmpty() || before.equals(after) ? after : before + " → " + after;
        String why = detail.path("why").asText("");
        return why.isEmpty() ? change : change + " (" + why + ")";
    }

    private String actorName(TicketView.Entry entry, Locale locale) {
        return entry.actor().equals(Actor.SYSTEM.id()) || entry.actor().equals(Actor.CUSTOMER.id())
                ? messages.getMessage("workplace.actor." + entry.actor(), null, entry.actorName(), locale)
                : entry.actorName();
    }

    private String word(JsonNode detail, Locale locale) {
        Optional<Instant> expected = instant(detail, "expected");
        if (expected.isPresent()) {
            return times.nearby(expected.get());
        }
        for (String[] source : new String[][] {
            {"because", "workplace.notTold."},
            {"for", "workplace.party."},
            {"reason", "workplace.cancel."},
            {"metric", "workplace.metric."},
            {"priority", "workplace.priority."},
            {"decision", "workplace.decision."}
        }) {
            String value = detail.path(source[0]).asText("");
            if (!value.isEmpty()) {
                return messages.getMessage(source[1] + value, null, value, locale);
            }
        }
        if (detail.has("reasons")) {
            List<String> reasons = new ArrayList<>();
            detail.path("reasons")
                    .forEach(reason -> reasons.add(
                            messages.getMessage("workplace.routed." + reason.asText(), null, reason.asText(), locale)));
            return String.join(", ", reasons);
        }
        return Stream.of("category", "customer", "level", "skills")
                .map(what -> detail.path(what).asText(""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private JsonNode detail(@Nullable String text) {
        try {
            return json.readTree(text == null ? "{}" : text);
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }

    private List<TicketView.Item> others(TicketView ticket, Actor reader) {
        return ofTheSameCustomer(ticket, List.of(), OTHER_TICKETS, reader);
    }

    /** What the ticket may be merged into: the customer's others that are not over. */
    private List<TicketView.Item> mergeable(TicketView ticket, Actor reader) {
        List<TicketState> open = Arrays.stream(TicketState.values())
                .filter(state -> !state.isOver())
                .toList();
        return ofTheSameCustomer(ticket, open, MERGEABLE_TICKETS, reader);
    }

    private List<TicketView.Item> ofTheSameCustomer(
            TicketView ticket, List<TicketState> states, int most, Actor reader) {
        var search =
                new TicketSearch(null, states, null, null, ticket.customer().id(), most + 1, 0);
        return views.search(search, reader).items().stream()
                .filter(other -> !other.number().equals(ticket.number()))
                .limit(most)
                .toList();
    }

    private static String lower(Object value) {
        return value.toString().toLowerCase(Locale.ROOT);
    }
}
