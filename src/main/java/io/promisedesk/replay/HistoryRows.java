package io.promisedesk.replay;

import io.promisedesk.platform.StartRefused;
import io.promisedesk.replay.CsvRecords.CsvRecord;
import io.promisedesk.replay.Row.Event;
import io.promisedesk.replay.Row.Fault;
import io.promisedesk.replay.Row.Kind;
import io.promisedesk.replay.Row.Opening;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.Priority;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a history row by row, each as an event or with the reason why it is none. Knows nothing of what became of a ticket. */
final class HistoryRows {

    static final List<String> COLUMNS =
            List.of("ticket", "seq", "at", "event", "actor", "team", "priority", "channel", "category", "customer");

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final int LONGEST = 200;

    /** Other words for our channels. */
    private static final Map<String, Channel> CHANNELS = Map.ofEntries(
            Map.entry("email", Channel.MAIL),
            Map.entry("e-mail", Channel.MAIL),
            Map.entry("ivr", Channel.PHONE),
            Map.entry("call", Channel.PHONE),
            Map.entry("self service", Channel.WEB),
            Map.entry("self-service", Channel.WEB),
            Map.entry("portal", Channel.WEB),
            Map.entry("form", Channel.WEB));

    private final CsvRecords records;
    private final Map<String, Integer> columns;
    private final Instant latest;

    /** Read ahead: whether a row or those after it lie out of order shows only there. */
    private final Deque<Row> ahead = new ArrayDeque<>();

    private @Nullable Event last;

    /** @param latest what lies after that instant lies in the future */
    HistoryRows(Reader reader, Instant latest) throws IOException {
        this.records = new CsvRecords(reader);
        this.latest = latest;
        this.columns = columns(records.next());
    }

    private static Map<String, Integer> columns(@Nullable CsvRecord header) {
        Map<String, Integer> columns = new HashMap<>();
        List<String> names = header == null ? List.of() : header.fields();
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i).strip().toLowerCase(Locale.ROOT), i);
        }
        List<String> missing =
                COLUMNS.stream().filter(name -> !columns.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new StartRefused(
                    "Line 1 of the history must name the columns %s; %s missing. Nothing was replayed: mend the header and start again."
                            .formatted(
                                    String.join(",", COLUMNS),
                                    String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")));
        }
        columns.put("", names.size());
        return columns;
    }

    /** Null at the end. */
    @Nullable
    Row next() throws IOException {
        Row row = ahead.isEmpty() ? read() : ahead.poll();
        if (!(row instanceof Event event)) {
            return row;
        }
        if (last != null && event.at().isBefore(last.at())) {
            return new Fault(
                    event.line(),
                    event.ticket(),
                    "out of order: %s is earlier than %s on line %d".formatted(event.at(), last.at(), last.line()));
        }
        Event outlier = event;
        List<Event> following = following();
        if (following.size() == 2
                && following.stream().allMatch(next -> next.at().isBefore(outlier.at()))
                && (last == null
                        || following.stream().noneMatch(next -> next.at().isBefore(last.at())))) {
            return new Fault(
                    event.line(),
                    event.ticket(),
                    "out of order: %s is later than the rows after it".formatted(event.at()));
        }
        last = event;
        return event;
    }

    /** The next two events. */
    private List<Event> following() throws IOException {
        while (ahead.stream().filter(Event.class::isInstance).count() < 2) {
            Row row = read();
            if (row == null) {
                break;
            }
            ahead.add(row);
        }
        return ahead.stream()
                .filter(Event.class::isInstance)
                .map(Event.class::cast)
                .limit(2)
                .toList();
    }

    private @Nullable Row read() throws IOException {
        CsvRecord csv = records.next();
        if (csv == null) {
            return null;
        }
        int wanted = columns.getOrDefault("", 0);
        if (csv.fields().size() != wanted) {
            boolean empty = csv.fields().size() == 1 && csv.fields().get(0).isBlank();
            return new Fault(
                    csv.line(),
                    empty ? null : field(csv, "ticket"),
                    empty
                            ? "the line is empty"
                            : "it has %d fields instead of %d"
                                    .formatted(csv.fields().size(), wanted));
        }
        try {
            return event(csv);
        } catch (IllegalArgumentException e) {
            return new Fault(csv.line(), field(csv, "ticket"), String.valueOf(e.getMessage()));
        }
    }

    private Event event(CsvRecord csv) {
        for (String column : COLUMNS) {
            String value = field(csv, column);
            if (value != null && value.length() > LONGEST) {
                throw new IllegalArgumentException(column + " is longer than " + LONGEST + " characters");
            }
            if (value != null && value.chars().anyMatch(c -> c < ' ' || c == '\uFFFD')) {
                throw new IllegalArgumentException(column + " holds characters that are no text (is the file UTF-8?)");
            }
        }
        String ticket = field(csv, "ticket");
        if (ticket == null) {
            throw new IllegalArgumentException("it names no ticket");
        }
        Kind kind = kind(field(csv, "event"));
        String actor = field(csv, "actor");
        if (kind == Kind.ASSIGNED && actor == null) {
            throw new IllegalArgumentException("assigned names nobody");
        }
        return new Event(
                csv.line(),
                ticket,
                sequence(field(csv, "seq")),
                instant(field(csv, "at")),
                kind,
                actor,
                field(csv, "team"),
                kind == Kind.CREATED ? opening(csv) : null);
    }

    private Opening opening(CsvRecord csv) {
        String said = field(csv, "channel");
        Channel channel = channel(said);
        return new Opening(
                priority(field(csv, "priority")),
                channel == null ? Channel.API : channel,
                channel == null ? String.valueOf(said) : null,
                field(csv, "category"),
                field(csv, "customer"));
    }

    private static Kind kind(@Nullable String event) {
        return Arrays.stream(Kind.values())
                .filter(kind -> code(kind).equals(lower(event)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        event == null ? "it names no event" : "there is no event \"" + event + "\""));
    }

    private static long sequence(@Nullable String seq) {
        try {
            long number = Long.parseLong(String.valueOf(seq));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("seq \"" + (seq == null ? "" : seq) + "\" is no number from 0 on");
    }

    private Instant instant(@Nullable String at) {
        Instant instant;
        try {
            instant = OffsetDateTime.parse(String.valueOf(at)).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "at \"" + (at == null ? "" : at) + "\" is no instant like 2016-04-04T00:25:00Z", e);
        }
        if (instant.isBefore(EARLIEST) || instant.isAfter(latest)) {
            throw new IllegalArgumentException(
                    "at \"%s\" lies %s".formatted(at, instant.isAfter(latest) ? "in the future" : "before 1970"));
        }
        return instant;
    }

    private static Priority priority(@Nullable String priority) {
        return Arrays.stream(Priority.values())
                .filter(known -> code(known).equals(lower(priority)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("priority \"%s\" is none of %s"
                        .formatted(
                                priority == null ? "" : priority,
                                Arrays.stream(Priority.values())
                                        .map(HistoryRows::code)
                                        .collect(Collectors.joining(", ")))));
    }

    private static @Nullable Channel channel(@Nullable String channel) {
        return Arrays.stream(Channel.values())
                .filter(known -> code(known).equals(lower(channel)))
                .findFirst()
                .orElseGet(() -> CHANNELS.get(lower(channel)));
    }

    private @Nullable String field(CsvRecord csv, String column) {
        Integer index = columns.get(column);
        if (index == null || index >= csv.fields().size()) {
            return null;
        }
        String value = csv.fields().get(index).strip();
        return value.isEmpty() ? null : value;
    }

    private static String lower(@Nullable String value) {
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }

    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
