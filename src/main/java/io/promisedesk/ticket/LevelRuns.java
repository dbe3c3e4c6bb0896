package io.promisedesk.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.LedgerWords;
import io.promisedesk.ticket.TicketRepository.Promised;
import io.promisedesk.ticket.process.LevelTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out commands to bring open tickets into line: each ticket in a transaction of its own under its lock, the first of
 * them in the request that gives the command, the others in the background. A ticket that says already what it should is
 * left alone, so it does no harm where two nodes meet or one that died is followed by another.
 */
@Component
class LevelRuns {

    private static final Logger LOG = LoggerFactory.getLogger(LevelRuns.class);

    /** How many tickets one request, or one round in the background, changes. */
    private static final int AT_ONCE = 100;

    private static final String SELECT =
            "select id, definition, version, reason, actor, at, reached, moved, failed, ended_at, overtaken from ticket_level_command ";

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final LevelTable table;
    private final TicketRepository tickets;
    private final TicketLadders ladders;
    private final TicketMoves moves;
    private final CurrentActor actors;
    private final TransactionTemplate transaction;
    private final Texts texts;
    private final Clock clock;

    /** Commands that a thread of this node is at. */
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();

    LevelRuns(
            JdbcClient jdbc,
            ObjectMapper json,
            LevelTable table,
            TicketRepository tickets,
            TicketLadders ladders,
            TicketMoves moves,
            CurrentActor actors,
            PlatformTransactionManager transactions,
            Texts texts,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.table = table;
        this.tickets = tickets;
        this.ladders = ladders;
        this.moves = moves;
        this.actors = actors;
        this.transaction = new TransactionTemplate(transactions);
        this.texts = texts;
        this.clock = clock;
    }

    private record Command(
            long id,
            String definition,
            int version,
            String reason,
            String actor,
            Instant at,
            String reached,
            int moved,
            Map<String, String> failed,
            boolean ended,
            boolean overtaken) {}

    LevelRun begin(ServiceLevelTable live, String reason, Actor by) {
        long id = jdbc.sql(
                        """
                        insert into ticket_level_command (definition, version, reason, actor, at)
                        values (:definition, :version, :reason, :actor, :at) returning id
                        """)
                .param("definition", live.id())
                .param("version", live.version())
                .param("reason", reason)
                .param("actor", by.id())
                .param("at", TicketRepository.timestamp(clock.instant()))
                .query(Long.class)
                .single();
        LOG.info(
                "{} brings open tickets into line with version {} of service-level.dmn: {}",
                by.id(),
                live.version(),
                reason);
        goOn(command(id), by, AT_ONCE);
        return view(command(id), by);
    }

    Optional<LevelRun> last(Actor by) {
        return jdbc.sql(SELECT + "where actor = :actor order by id desc limit 1")
                .param("actor", by.id())
                .query(this::map)
                .optional()
                .map(command -> view(command, by));
    }

    @Scheduled(initialDelayString = "${promisedesk.sla.catch-up}", fixedDelayString = "${promisedesk.sla.catch-up}")
    void catchUp() {
        jdbc.sql(SELECT + "where ended_at is null order by id")
                .query(this::map)
                .list()
                .forEach(command ->
                        actors.as(command.actor(), () -> goOn(command, actors.of(command.actor()), AT_ONCE)));
    }

    private void goOn(Command command, Actor by, int most) {
        // Two threads at the same tickets would do no harm, and no good either.
        if (busy.add(command.id())) {
            try {
                goOnAlone(command, by, most);
            } finally {
                busy.remove(command.id());
            }
        }
    }

    private void goOnAlone(Command command, Actor by, int most) {
        if (!table.liveId().equals(Optional.of(command.definition()))) {
            end(command, true);
            return;
        }
        LevelAnswers answers = new LevelAnswers(table, ladders, command.definition());
        List<TicketNumber> left = left(command, answers, by);
        List<TicketNumber> now = left.subList(0, Math.min(most, left.size()));
        int moved = 0;
        Map<String, String> failed = new LinkedHashMap<>();
        for (TicketNumber number : now) {
            try {
                moved += bringIntoLine(number, answers, command, by) ? 1 : 0;
            } catch (RuntimeException e) {
                // One that cannot must not keep the others back.
                failed.put(number.value(), reason(e));
                LOG.error("{} keeps what it was promised", number, e);
            }
        }
        if (!now.isEmpty()) {
            jdbc.sql(
                            """
                            update ticket_level_command
                            set reached = greatest(reached, :reached), moved = moved + :moved, failed = failed || :failed::jsonb
                            where id = :id
                            """)
                    .param("reached", now.get(now.size() - 1).value())
                    .param("moved", moved)
                    .param("failed", write(failed))
                    .param("id", command.id())
                    .update();
        }
        if (now.size() == left.size()) {
            end(command, false);
        }
    }

    private boolean bringIntoLine(TicketNumber number, LevelAnswers answers, Command command, Actor by) {
        try {
            return bringIntoLineOnce(number, answers, command, by);
        } catch (RuntimeException somebodyWasFaster) {
            LOG.debug("{} is tried once more", number, somebodyWasFaster);
            return bringIntoLineOnce(number, answers, command, by);
        }
    }

    private boolean bringIntoLineOnce(TicketNumber number, LevelAnswers answers, Command command, Actor by) {
        return Boolean.TRUE.equals(transaction.execute(tx -> moves.bringIntoLine(
                number,
                facts -> answers.of(facts).orElseThrow(),
                command.reason(),
                LedgerWords.levels(command.version(), command.reason()),
                by)));
    }

    /** Tickets still to come that were promised something else; those whose row is faulty stay as they are. */
    private List<TicketNumber> left(Command command, LevelAnswers answers, Actor by) {
        return tickets.promised(ServiceLevelDesk.teams(by), command.reached()).stream()
                .filter(ticket -> differs(ticket, answers))
                .filter(ticket -> ServiceLevelDesk.covers(by, ticket.team()))
                .map(Promised::number)
                .toList();
    }

    private static boolean differs(Promised ticket, LevelAnswers answers) {
        ServiceLevel level = answers.of(ticket.facts()).level();
        return level != null && !level.equals(ticket.level());
    }

    private void end(Command command, boolean overtaken) {
        jdbc.sql(
                        "update ticket_level_command set ended_at = :now, overtaken = :overtaken where id = :id and ended_at is null")
                .param("now", TicketRepository.timestamp(clock.instant()))
                .param("overtaken", overtaken)
                .param("id", command.id())
                .update();
    }

    private LevelRun view(Command command, Actor by) {
        int left = command.ended()
                ? 0
                : left(command, new LevelAnswers(table, ladders, command.definition()), by)
                        .size();
        return new LevelRun(
                command.id(),
                command.version(),
                command.reason(),
                command.at(),
                command.moved(),
                left,
                command.failed(),
                command.ended(),
                command.overtaken());
    }

    private Command command(long id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id)
                .query(this::map)
                .single();
    }

    private Command map(ResultSet row, int index) throws SQLException {
        return new Command(
                row.getLong("id"),
                row.getString("definition"),
                row.getInt("version"),
                row.getString("reason"),
                row.getString("actor"),
                row.getTimestamp("at").toInstant(),
                row.getString("reached"),
                row.getInt("moved"),
                read(row.getString("failed")),
                row.getTimestamp("ended_at") != null,
                row.getBoolean("overtaken"));
    }

    private String reason(RuntimeException e) {
        return e instanceof Refusal refusal
                ? texts.get(Texts.ENGLISH, refusal.key(), refusal.arguments())
                : String.valueOf(e.getMessage());
    }

    private String write(Map<String, String> failed) {
        try {
            return json.writeValueAsString(failed);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> read(String failed) {
        try {
            return json.readValue(failed, new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + failed, e);
        }
    }
}
