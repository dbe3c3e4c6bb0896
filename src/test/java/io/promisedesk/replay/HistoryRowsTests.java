package io.promisedesk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.platform.StartRefused;
import io.promisedesk.replay.Row.Event;
import io.promisedesk.replay.Row.Fault;
import io.promisedesk.replay.Row.Kind;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.Priority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryRowsTests {

    private static final String HEADER = "ticket,seq,at,event,actor,team,priority,channel,category,customer";
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final String FIRST = "A,0,2016-04-04T08:00:00Z,created,,,high,phone,Cat 1,Kim";

    @TempDir
    Path folder;

    @Test
    void readsWhatAnEventSays() throws IOException {
        List<Row> rows = read(FIRST, "A,1,2016-04-04T10:05:00+02:00,assigned,\"Lee, Ann\",Desk 1,,,,");

        assertThat(rows).hasSize(2).allMatch(Event.class::isInstance);
        Event created = (Event) rows.get(0);
        assertThat(created.line()).isEqualTo(2);
        assertThat(created.kind()).isEqualTo(Kind.CREATED);
        assertThat(created.actor()).isNull();
        assertThat(created.team()).isNull();
        Row.Opening opening = Objects.requireNonNull(created.opening());
        assertThat(opening.priority()).isEqualTo(Priority.HIGH);
        assertThat(opening.channel()).isEqualTo(Channel.PHONE);
        assertThat(opening.customer()).isEqualTo("Kim");
        Event assigned = (Event) rows.get(1);
        assertThat(assigned.at()).isEqualTo("2016-04-04T08:05:00Z");
        assertThat(assigned.actor()).isEqualTo("Lee, Ann");
        assertThat(assigned.team()).isEqualTo("Desk 1");
        assertThat(assigned.opening()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A,1,2016-04-04T09:00:00Z,vanished,,,,,,       | there is no event \"vanished\"",
                "A,1,2016-04-04T09:00:00Z,,,,,,,               | it names no event",
                "A,1,yesterday,replied,,,,,,                   | at \"yesterday\" is no instant like 2016-04-04T00:25:00Z",
                "A,1,2016-04-04T09:00:00,replied,,,,,,         | at \"2016-04-04T09:00:00\" is no instant like 2016-04-04T00:25:00Z",
                "A,1,2036-04-04T09:00:00Z,replied,,,,,,        | at \"2036-04-04T09:00:00Z\" lies in the future",
                "A,1,0016-04-04T09:00:00Z,replied,,,,,,        | at \"0016-04-04T09:00:00Z\" lies before 1970",
                "A,one,2016-04-04T09:00:00Z,replied,,,,,,      | seq \"one\" is no number from 0 on",
                "A,1,2016-04-04T09:00:00Z,assigned,,Desk,,,,   | assigned names nobody",
                ",1,2016-04-04T09:00:00Z,replied,,,,,,         | it names no ticket",
                "B,0,2016-04-04T09:00:00Z,created,,,urgent,phone,c,k | priority \"urgent\" is none of low, moderate, high, critical",
                "B,0,2016-04-04T09:00:00Z,created,,,,phone,c,k | priority \"\" is none of low, moderate, high, critical",
                "A,1,2016-04-04T09:00:00Z,replied              | it has 4 fields instead of 10",
                "A,1,2016-04-04T07:00:00Z,replied,,,,,,        | out of order: 2016-04-04T07:00:00Z is earlier than 2016-04-04T08:00:00Z on line 2"
            })
    void saysWhatIsWrongWithARow(String row, String reason) throws IOException {
        List<Row> rows = read(FIRST, row.strip(), "A,2,2016-04-04T10:00:00Z,replied,,,,,,");

        assertThat(rows).hasSize(3);
        assertThat(rows.get(1)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.line()).isEqualTo(3);
            assertThat(fault.reason()).isEqualTo(reason);
        });
        // Whatever is wrong with it, the row after it counts.
        assertThat(rows.get(2)).isInstanceOf(Event.class);
    }

    @Test
    void leavesOutTheOneRowThatIsTooLateAndNotAllThatFollow() throws IOException {
        List<Row> rows = read(
                FIRST,
                "B,0,2019-01-01T00:00:00Z,created,,,low,phone,c,k",
                "C,0,2016-04-04T08:01:00Z,created,,,low,phone,c,k",
                "D,0,2016-04-04T08:02:00Z,created,,,low,phone,c,k",
                "E,0,2016-04-04T08:03:00Z,created,,,low,phone,c,k");

        assertThat(rows).filteredOn(Fault.class::isInstance).singleElement().isInstanceOfSatisfying(Fault.class, f -> {
            assertThat(f.line()).isEqualTo(3);
            assertThat(f.reason()).contains("later than the rows after it");
        });
    }

    @Test
    void ofTwoRowsInTheWrongOrderTheSecondIsLeftOut() throws IOException {
        List<Row> rows = read(
                FIRST,
                "B,0,2016-04-04T08:05:00Z,created,,,low,phone,c,k",
                "C,0,2016-04-04T08:03:00Z,created,,,low,phone,c,k",
                "D,0,2016-04-04T08:06:00Z,created,,,low,phone,c,k");

        assertThat(rows)
                .filteredOn(Fault.class::isInstance)
                .extracting(Row::ticket)
                .containsExactly("C");
    }

    @Test
    void takesColumnsInAnyOrderAndOthersBesideThem() throws IOException {
        String text = "\uFEFFevent,customer,note,ticket,seq,at,actor,team,priority,channel,category\r\n"
                + "created,Kim,\"said \"\"now\"\"\",A,0,2016-04-04T08:00:00Z,,,low,Self service,c\r\n";
        HistoryRows rows = new HistoryRows(new StringReader(text), NOW);

        assertThat(rows.next()).isInstanceOfSatisfying(Event.class, event -> {
            assertThat(event.ticket()).isEqualTo("A");
            assertThat(Objects.requireNonNull(event.opening()).channel()).isEqualTo(Channel.WEB);
        });
        assertThat(rows.next()).isNull();
    }

    @Test
    void aFieldInQuotesMayGoOnInTheNextLine() throws IOException {
        List<Row> rows = read(
                "A,0,2016-04-04T08:00:00Z,created,,,low,phone,\"two\nlines\",k",
                "B,x,2016-04-04T08:00:00Z,created,,,low,phone,c,k");

        assertThat(rows).extracting(Row::line).containsExactly(2, 4);
        assertThat(rows.get(0)).isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.reason())
                .contains("category holds characters that are no text"));
    }

    @Test
    void refusesAHeaderThatLacksAColumn() {
        String text = HEADER.replace("seq,", "") + "\n" + FIRST + "\n";

        assertThatThrownBy(() -> new HistoryRows(new StringReader(text), NOW))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("Line 1")
                .hasMessageContaining("; seq is missing");
        assertThatThrownBy(() -> new HistoryRows(new StringReader(""), NOW)).isInstanceOf(StartRefused.class);
    }

    @Test
    void aHistoryIsTheSameCompressedOrNot() throws IOException {
        String text = HEADER + "\n" + FIRST + "\n";
        Path plain = Files.writeString(folder.resolve("history.csv"), text);
        Path compressed = Files.write(folder.resolve("other.gz"), gzip(text));

        HistoryFile.Survey survey = new HistoryFile(plain, NOW).survey();

        assertThat(survey.rows()).isEqualTo(1);
        assertThat(survey.tickets()).isEqualTo(1);
        assertThat(new HistoryFile(compressed, NOW).survey()).isEqualTo(survey);
    }

    @Test
    void refusesAFileThatEndsInTheMiddle() throws IOException {
        StringBuilder text = new StringBuilder(HEADER + "\n");
        for (int i = 0; i < 5_000; i++) {
            text.append("T%d,0,2016-04-04T08:00:00Z,created,,,low,phone,c%d,k%d\n".formatted(i, i * 7919 % 4999, i));
        }
        byte[] whole = gzip(text.toString());
        Path broken = Files.write(folder.resolve("broken.csv.gz"), Arrays.copyOf(whole, whole.length * 2 / 3));

        assertThatThrownBy(() -> new HistoryFile(broken, NOW).survey())
                .isInstanceOf(StartRefused.class)
                .hasMessageMatching(".*broken.csv.gz cannot be read to its end \\(after line \\d{3,}: .*");
        assertThatThrownBy(() -> new HistoryFile(folder.resolve("none.csv"), NOW).survey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("There is no file");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<Row> read(String... lines) throws IOException {
        HistoryRows rows = new HistoryRows(new StringReader(HEADER + "\n" + String.join("\n", lines) + "\n"), NOW);
        List<Row> read = new ArrayList<>();
        for (Row row = rows.next(); row != null; row = rows.next()) {
            read.add(row);
        }
        return read;
    }
}
