package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tickets as people see them: whole, as a list, with their audit. Shows nobody what is not theirs to see. */
@Component
@Transactional(readOnly = true)
public class TicketViews {

    private final JdbcClient jdbc;
    private final TicketRepository tickets;
    private final PeopleDesk people;
    private final ClockDesk clocks;
    private final TicketLadders ladders;
    private final TicketLists lists;

    TicketViews(
            JdbcClient jdbc,
            TicketRepository tickets,
            PeopleDesk people,
            ClockDesk clocks,
            TicketLadders ladders,
            TicketLists lists) {
        this.jdbc = jdbc;
        this.tickets = tickets;
        this.people = people;
        this.clocks = clocks;
        this.ladders = ladders;
        this.lists = lists;
    }

    public TicketView ticket(TicketNumber number, Actor reader) {
        return describe(visible(number, reader), reader);
    }

    /** Empty where the reader may not see it. */
    public Optional<TicketView> ticketIfVisible(TicketNumber number, Actor reader) {
        return tickets.find(number)
                .filter(ticket -> TicketRules.maySee(ticket, reader))
                .map(ticket -> describe(ticket, reader));
    }

    private TicketView describe(Ticket ticket, Actor reader) {
        TicketNumber number = ticket.number;
        var customer = people.customer(ticket.customerId()).orElseThrow();
        return new TicketView(
                number.value(),
                ticket.subject(),
                ticket.state(),
                ticket.priority(),
                ticket.category(),
                ticket.channel,
                ticket.team(),
                ticket.owner(),
                nameOf(ticket.owner()),
                ticket.language.getLanguage(),
                new TicketView.Customer(
                        customer.id(),
                        customer.email(),
                        customer.name(),
                        customer.language().getLanguage(),
                        customer.tier()),
                ticket.receivedAt,
                ticket.answerOwedSince(),
                ticket.firstRepliedAt(),
                ticket.resolvedAt(),
                ticket.closedAt(),
                ticket.cancelReason(),
                ticket.mergedInto() == null ? null : ticket.mergedInto().value(),
                ticket.followUpOf == null ? null : ticket.followUpOf.value(),
                ticket.level().map(ServiceLevel::name).orElse(null),
                ticket.skills().stream().sorted().toList(),
                messages(number, customer.name()),
                clocks.clocks(number.value()),
                actions(ticket, reader));
    }

    /** The clocks of a ticket in the order in which they started. */
    public List<ClockView> clocks(TicketNumber number, Actor reader) {
        visible(number, reader);
        return clocks.clocks(number.value());
    }

    /** @param n which clock of that metric; null: the latest */
    public Explanation explanation(TicketNumber number, Metric metric, @Nullable Integer n, Actor reader) {
        Ticket ticket = visible(number, reader);
        List<ClockView> all = clocks.clocks(number.value()).stream()
                .filter(view -> view.metric() == metric)
                .toList();
        int wanted = n == null ? all.size() : n;
        return clocks.explain(number.value(), metric, wanted, ladders.rungs(ticket, metric))
                .orElseThrow(() -> Refusal.notFound("ticket.refused.unknownClock", number.value()));
    }

    public List<TicketView.Entry> audit(TicketNumber number, Actor reader) {
        visible(number, reader);
        return jdbc.sql(
                        "select at, actor, action, detail::text detail from ticket_audit where ticket = :number order by id")
                .param("number", number.value())
                .query((row, index) -> new TicketView.Entry(
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        String.valueOf(nameOf(row.getString("actor"))),
                        row.getString("action"),
                        row.getString("detail")))
                .list();
    }

    /** A list longer than that is nobody's to look through. */
    public static final int MOST_OF_A_TEAM = 5_000;

    /**
     * What a team has in hand, nearest deadline first: its queue and the tickets of its agents that are not over. Of more than
     * {@link #MOST_OF_A_TEAM} the oldest.
     *
     * @throws Refusal where the reader does not lead the team
     */
    public List<OpenTicket> openTicketsIn(String team, Actor reader) {
        if (!reader.is(Role.ADMIN)
                && !reader.is(Role.DISPATCHER)
                && !(reader.is(Role.SUPERVISOR) && reader.isIn(team))) {
            throw Refusal.forbidden("ticket.refused.notYourTeam");
        }
        return lists.openTicketsIn(team, MOST_OF_A_TEAM);
    }

    /** The content of an attachment of that ticket. */
    public FileContent attachment(TicketNumber number, long id, Actor reader) {
        visible(number, reader);
        return jdbc.sql(
                        """
                        select a.name, a.content_type, a.content from ticket_attachment a
                        join ticket_message m on m.id = a.message
                        where a.id = :id and m.ticket in (select ticket_conversation(:number))
                        """)
                .param("id", id)
                .param("number", number.value())
                .query((row, index) ->
                        new FileContent(row.getString("name"), row.getString("content_type"), row.getBytes("content")))
                .optional()
                .orElseThrow(() -> Refusal.notFound("ticket.refused.unknownAttachment", id));
    }

    /** The tickets that the reader may see and that fit, the newest first. */
    public TicketView.Page search(TicketSearch search, Actor reader) {
        String where =
                """
                from ticket_ticket t join people_customer c on c.id = t.customer_id
                where (:all or t.owner = :reader or t.team = any(:teams))
                  and (cardinality(:states::text[]) = 0 or t.state = any(:states::text[]))
                  and (:team::text is null or t.team = :team)
                  and (:owner::text is null or t.owner = :owner or (:owner = 'none' and t.owner is null))
                  and (:customer::bigint is null or t.customer_id = :customer)
                  and (:text::text is null or t.number ilike :text or t.subject ilike :text or c.email ilike :text
                       or c.name ilike :text
                       or exists (select 1 from ticket_message m where m.ticket = t.number and m.text ilike :text))
                """;
        boolean serves = reader.is(Role.AGENT) || reader.is(Role.SUPERVISOR);
        Map<String, Object> parameters = new java.util.HashMap<>();
        parameters.put("all", TicketRules.seesAll(reader));
        parameters.put("reader", serves ? reader.id() : "");
        parameters.put("teams", serves ? reader.teams().toArray(String[]::new) : new String[0]);
        parameters.put("states", search.states().stream().map(Enum::name).toArray(String[]::new));
        parameters.put("team", search.team());
        parameters.put("owner", search.owner());
        parameters.put("customer", search.customer());
        parameters.put("text", search.text() == null ? null : "%" + escapeLike(search.text()) + "%");
        long total = jdbc.sql("select count(*) " + where)
                .params(parameters)
                .query(Long.class)
                .single();
        parameters.put("limit", search.limit());
        parameters.put("offset", search.offset());
        List<TicketView.Item> items = jdbc.sql(
                        """
                        select t.number, t.subject, t.state, t.merged_into is not null merged, t.priority, t.team, t.owner, coalesce(c.name, c.email) customer_name,
                            c.email, t.received_at, t.answer_owed_since is not null owed
                        """
                                + where
                                + "order by t.received_at desc, t.number desc limit :limit offset :offset")
                .params(parameters)
                .query((row, index) -> new TicketView.Item(
                        row.getString("number"),
                        row.getString("subject"),
                        TicketState.valueOf(row.getString("state")),
                        row.getBoolean("merged"),
                        Priority.valueOf(row.getString("priority")),
                        row.getString("team"),
                        row.getString("owner"),
                        row.getString("customer_name"),
                        row.getString("email"),
                        row.getTimestamp("received_at").toInstant(),
                        null,
                        null,
                        row.getBoolean("owed")))
                .list();
        Map<String, ClockView> nearest =
                clocks.nearest(items.stream().map(TicketView.Item::number).toList());
        return new TicketView.Page(
                items.stream()
                        .map(item -> withDue(item, nearest.get(item.number())))
                        .toList(),
                total);
    }

    private static TicketView.Item withDue(TicketView.Item item, @Nullable ClockView nearest) {
        return nearest == null
                ? item
                : new TicketView.Item(
                        item.number(),
                        item.subject(),
                        item.state(),
                        item.merged(),
                        item.priority(),
                        item.team(),
                        item.owner(),
                        item.customerName(),
                        item.customerEmail(),
                        item.receivedAt(),
                        nearest.due(),
                        nearest.atRisk(),
                        item.answerOwed());
    }

    private Ticket visible(TicketNumber number, Actor reader) {
        Ticket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        TicketRules.requireSee(ticket, reader);
        return ticket;
    }

    /** Those of tickets that were merged into it as well, in the order in which they came in. */
    private List<TicketView.Message> messages(TicketNumber number, String customerName) {
        Map<Long, List<TicketView.File>> files = jdbc
                .sql(
                        """
                        select a.id, a.message, a.name, a.content_type, a.size
                        from ticket_conversation(:number) c (number)
                        join ticket_message m on m.ticket = c.number
                        join ticket_attachment a on a.message = m.id
                        order by a.id
                        """)
                .param("number", number.value())
                .query((row, index) -> Map.entry(
                        row.getLong("message"),
                        new TicketView.File(
                                row.getLong("id"),
                                row.getString("name"),
                                row.getString("content_type"),
                                row.getInt("size"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return jdbc.sql(
                        """
                        select m.* from ticket_conversation(:number) c (number)
                        join ticket_message m on m.ticket = c.number
                        order by m.id
                        """)
                .param("number", number.value())
                .query((row, index) -> {
                    boolean customer = row.getString("author_kind").equals("CUSTOMER");
                    String author = row.getString("author");
                    return new TicketView.Message(
                            row.getLong("id"),
                            row.getString("ticket"),
                            author,
                            row.getString("author_kind"),
                            customer ? customerName : String.valueOf(nameOf(author)),
                            row.getBoolean("public"),
                            row.getTimestamp("at").toInstant(),
                            row.getString("text"),
                            row.getString("html"),
                            files.getOrDefault(row.getLong("id"), List.of()));
                })
                .list();
    }

    private static List<String> actions(Ticket ticket, Actor reader) {
        List<String> actions = new ArrayList<>();
        if (ticket.isRecorded()) {
            return actions;
        }
        boolean agent = reader.is(Role.AGENT) || reader.is(Role.SUPERVISOR);
        boolean leads = TicketRules.leads(ticket, reader);
        boolean owns = reader.id().equals(ticket.owner());
        boolean over = ticket.state().isOver();
        if (!agent && !leads) {
            return actions;
        }
        boolean works = !over && (owns || leads || ticket.owner() == null);
        if (!over && ticket.owner() == null && agent) {
            actions.add("claim");
        }
        if (!over && (owns || leads)) {
            actions.add("assign");
        }
        if (!over && owns) {
            actions.add("return");
        }
        if (!over) {
            actions.add("reply");
        }
        actions.add("note");
        if (works) {
            switch (ticket.state()) {
                case NEW, OPEN -> actions.addAll(List.of("wait", "resolve"));
                case WAITING_FOR_CUSTOMER, WAITING_FOR_THIRD_PARTY -> actions.addAll(List.of("resume", "resolve"));
                case RESOLVED -> actions.addAll(List.of("reopen", "close"));
                case CLOSED, CANCELLED -> {}
            }
            actions.addAll(List.of("transfer", "change", "cancel", "merge"));
        }
        return actions;
    }

    /** What a person is called; the id of whoever is none, or is gone. */
    public String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    private @Nullable String nameOf(@Nullable String person) {
        return person == null ? null : name(person);
    }

    private static String escapeLike(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
