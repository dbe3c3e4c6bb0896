package io.promisedesk.ticket;

import io.promisedesk.ticket.RoutingTables.Past;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What hand-overs need to know of many tickets at once: a handful of queries, however many tickets.
 */
@Component
@Transactional(readOnly = true)
public class TicketFacts {

    private final JdbcClient jdbc;
    private final TicketLists lists;
    private final Takers takers;

    TicketFacts(JdbcClient jdbc, TicketLists lists, Takers takers) {
        this.jdbc = jdbc;
        this.lists = lists;
        this.takers = takers;
    }

    /**
     * @param stateSince since when the ticket is in its state
     * @param language of the customer
     * @param skills that whoever takes it needs
     */
    public record Facts(
            TicketNumber number,
            @Nullable String owner,
            @Nullable Instant answerOwedSince,
            Instant stateSince,
            Locale language,
            Set<String> skills) {}

    /** @param author name or user id, or null for the customer */
    public record Said(TicketNumber ticket, @Nullable String author, Instant at, String text) {}

    /** Tickets that these people own and that are neither solved nor over, nearest deadline first. */
    public List<OpenTicket> unsolvedTicketsOf(Collection<String> owners) {
        return lists.unsolvedTicketsOf(owners);
    }

    /** Everybody who owns a ticket that is neither solved nor over. */
    public List<String> owners() {
        return jdbc.sql(
                        """
                        select distinct owner from ticket_ticket
                        where owner is not null and state not in ('RESOLVED', 'CLOSED', 'CANCELLED') order by owner
                        """)
                .query(String.class)
                .list();
    }

    /** Takes the rows of tickets that the caller's transaction is about to change, in the order of their numbers. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(Collection<TicketNumber> numbers) {
        jdbc.sql("select number from ticket_ticket where number = any (:numbers) order by number for no key update")
                .param("numbers", array(numbers))
                .query(String.class)
                .list();
    }

    /** How many tickets each of them owns that are neither solved nor over. */
    public Map<String, Integer> unsolvedCounts(Collection<String> owners) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        owners.forEach(owner -> counts.put(owner, 0));
        jdbc.sql(
                        """
                        select owner, count(*) from ticket_ticket
                        where owner = any (:owners) and state not in ('RESOLVED', 'CLOSED', 'CANCELLED') group by owner
                        """)
                .param("owners", owners.toArray(String[]::new))
                .query((row, n) -> Map.entry(row.getString(1), row.getInt(2)))
                .list()
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** The team of each ticket that has one. */
    public Map<TicketNumber, String> teams(Collection<TicketNumber> numbers) {
        return lists.teams(numbers);
    }

    public Map<TicketNumber, Facts> of(Collection<TicketNumber> numbers) {
        return jdbc
                .sql(
                        """
                        select number, owner, answer_owed_since, state_since, language, skills from ticket_ticket
                        where number = any (:numbers)
                        """)
                .param("numbers", array(numbers))
                .query((row, n) -> new Facts(
                        new TicketNumber(row.getString("number")),
                        row.getString("owner"),
                        TicketRepository.instant(row, "answer_owed_since"),
                        row.getTimestamp("state_since").toInstant(),
                        Locale.forLanguageTag(row.getString("language")),
                        Set.of((String[]) row.getArray("skills").getArray())))
                .list()
                .stream()
                .collect(Collectors.toMap(Facts::number, facts -> facts));
    }

    /** The last public messages of each ticket, oldest first, shortened. */
    public Map<TicketNumber, List<Said>> lastMessages(Collection<TicketNumber> numbers, int each, int length) {
        return jdbc
                .sql(
                        """
                        select t.number, m.author, m.author_kind, m.at, m.text
                        from unnest(:numbers::text[]) t (number)
                        cross join lateral (
                            select id, author, author_kind, at, left(text, 8 * :length) text from ticket_message
                            where ticket = t.number and public order by id desc limit :each) m
                        order by t.number, m.id
                        """)
                .param("numbers", array(numbers))
                .param("each", each)
                .param("length", length)
                .query((row, n) -> new Said(
                        new TicketNumber(row.getString("number")),
                        row.getString("author_kind").equals("CUSTOMER") ? null : row.getString("author"),
                        row.getTimestamp("at").toInstant(),
                        shortened(row.getString("text"), length)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Said::ticket, LinkedHashMap::new, Collectors.toList()));
    }

    private static String shortened(String text, int length) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= length) {
            return line;
        }
        int word = line.lastIndexOf(' ', length);
        return line.substring(0, word > length / 2 ? word : length).strip() + "…";
    }

    /** {@link RoutingDesk#candidates} for many tickets. */
    public Map<TicketNumber, List<Candidate>> candidates(
            Collection<TicketNumber> numbers, Collection<String> asked, Instant at) {
        Takers.At takers = this.takers.at(at, new TreeSet<>(asked));
        Map<TicketNumber, Map<String, Boolean>> known = known(numbers, takers.ids());
        Map<TicketNumber, Facts> facts = of(numbers);
        Map<TicketNumber, String> teamOf = new HashMap<>();
        lists.teams(numbers).forEach(teamOf::put);
        Map<TicketNumber, List<Candidate>> candidates = new LinkedHashMap<>();
        for (TicketNumber number : numbers) {
            Facts ticket = facts.get(number);
            if (ticket == null) {
                continue;
            }
            Map<String, Boolean> knows = known.getOrDefault(number, Map.of());
            candidates.put(
                    number,
                    takers.candidates(
                            takers.ids().stream()
                                    .map(id -> new Past(
                                            id, knows.containsKey(id), knows.getOrDefault(id, false), false, null))
                                    .toList(),
                            ticket.skills(),
                            ticket.language(),
                            teamOf.get(number),
                            ticket.owner()));
        }
        return candidates;
    }

    /** Who knows the customer of each ticket from another one, and whether the customer's latest other ticket is theirs. */
    private Map<TicketNumber, Map<String, Boolean>> known(Collection<TicketNumber> numbers, Set<String> ids) {
        record Row(TicketNumber ticket, String person, boolean last) {}
        return jdbc
                .sql(
                        """
                        with asked as materialized (
                            select number, customer_id from ticket_ticket where number = any (:numbers)
                        ), others as materialized (
                            select a.number asked, o.number, o.owner, o.opened_at
                            from asked a join ticket_ticket o on o.customer_id = a.customer_id and o.number <> a.number
                        ), known as (
                            select asked, owner person from others where owner is not null
                            union
                            select o.asked, m.author from others o join ticket_message m on m.ticket = o.number
                            where m.author_kind = 'AGENT'
                        ), latest as (
                            select distinct on (asked) asked, owner from others where owner is not null
                            order by asked, opened_at desc, number desc
                        )
                        select k.asked, k.person, coalesce(l.owner = k.person, false) last
                        from known k left join latest l using (asked)
                        where k.person = any (:people)
                        """)
                .param("numbers", array(numbers))
                .param("people", ids.toArray(String[]::new))
                .query((row, n) -> new Row(
                        new TicketNumber(row.getString("asked")), row.getString("person"), row.getBoolean("last")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::ticket, Collectors.toMap(Row::person, Row::last)));
    }

    static String[] array(Collection<TicketNumber> numbers) {
        return numbers.stream().map(TicketNumber::value).toArray(String[]::new);
    }
}
