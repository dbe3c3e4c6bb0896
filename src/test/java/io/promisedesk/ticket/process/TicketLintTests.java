package io.promisedesk.ticket.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.engine.lint.ModelLint;
import io.promisedesk.platform.engine.lint.Vocabulary;
import io.promisedesk.sla.BusinessCalendar;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.sla.CalendarName;
import io.promisedesk.sla.CalendarVersion;
import io.promisedesk.sla.ZonedCalendar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would stop new tickets does not go live: the room's own look at its decision tables and diagrams. */
class TicketLintTests {

    static final String LEVELS = "processes/ticket/service-level.dmn";
    static final String LADDER = "processes/ticket/escalation-ladder.dmn";
    static final String WORDS = "processes/ticket/classification.dmn";

    @Test
    void findsNothingInTheProjectsOwnTables() throws IOException {
        assertThat(lint(LEVELS, read(LEVELS))).isEmpty();
        assertThat(lint(WORDS, read(WORDS))).isEmpty();
        assertThat(lint(LADDER, read(LADDER))).isEmpty();
    }

    @Test
    void findsALengthThatCannotBeRead() throws IOException {
        expect(
                read(LEVELS)
                        .replace(
                                "\"PT18H\"</text></outputEntry>\n        <outputEntry id=\"out_service-level_6_4",
                                "\"4h\"</text></outputEntry>\n        <outputEntry id=\"out_service-level_6_4"),
                "For priority moderate: The output resolution is \"4h\", which is no length of working time and no number of working days.",
                "Write it like \"PT4H\" (four hours), \"PT1H30M\" or \"P2D\" (two working days).");
    }

    @Test
    void findsALengthThatMixesDaysAndTime() throws IOException {
        expect(
                read(LEVELS).replace("\"PT45H\"", "\"P1DT4H\""),
                "For priority low: The output resolution is \"P1DT4H\", which mixes working days with working time.",
                "Write either working days, such as \"P2D\", or working time, such as \"PT18H\".");
        assertThat(lint(LEVELS, read(LEVELS).replace("\"PT45H\"", "\"P5D\""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT100000000H", "PT1001H", "P251D"})
    void findsALengthThatNobodyPromises(String length) throws IOException {
        expect(
                read(LEVELS).replace("\"PT45H\"", "\"" + length + "\""),
                "For priority low: The output resolution is \"" + length + "\", which is too long for a promise.",
                "Write at most a thousand hours of working time (\"PT1000H\") or 250 working days (\"P250D\").");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"PT4H", "duration(", "PT4H\"", "[1"})
    void findsACellThatFeelCannotRead(String typo) throws IOException {
        expect(
                read(LEVELS).replaceFirst("\"PT4H\"", typo.replace("\"", "&quot;")),
                "Row 1, column \"Resolution\", says " + typo + ", which FEEL cannot read.",
                "Close all quotes and brackets; a text stands in quotes like \"PT4H\".");
        expect(
                read(LEVELS).replaceFirst("<text>\"premium\"</text>", "<text>\"premium</text>"),
                "Row 1, column \"Customer tier\", says \"premium, which FEEL cannot read.",
                "Close all quotes and brackets; a text stands in quotes like \"PT4H\".");
    }

    @Test
    void findsACellThatFailsOnlyWhenItIsAsked() throws IOException {
        assertThat(lint(LEVELS, read(LEVELS).replaceFirst("<text>priority</text>", "<text>priority(</text>")))
                .isNotEmpty()
                .allMatch(Finding::isError);
    }

    @Test
    void findsACalendarThatIsNotConfigured() throws IOException {
        expect(
                read(LEVELS).replace("\"always\"", "\"allways\""),
                "For priority critical, tier premium: There is no working calendar \"allways\".",
                "Use always or business-hours, or have it added under promisedesk.sla.calendars first.");
    }

    @Test
    void findsAPriorityWithoutPromise() throws IOException {
        String levels = read(LEVELS);
        int last = levels.indexOf("<rule id=\"rule_service-level_6\">");

        expect(
                levels.substring(0, last) + levels.substring(levels.indexOf("</rule>", last) + "</rule>".length()),
                "For priority moderate: No row fits.",
                "End the table with a row whose conditions are empty.");
    }

    @Test
    void findsARowThatNeverAnswers() throws IOException {
        String levels = read(LEVELS);
        String all = levels.substring(
                        levels.indexOf("<rule id=\"rule_service-level_6\">"), levels.lastIndexOf("</rule>"))
                .replace("service-level_6", "service-level_7");
        expect(
                levels.replaceFirst(
                        "(?s)<rule id=\"rule_service-level_1\">",
                        all.replace("service-level_7", "first") + "</rule>$0"),
                "Row 2 never answers: rows above it take every case that it fits.",
                "Move it further up, or remove it.");
    }

    @Test
    void findsALadderThatDoesNotExist() throws IOException {
        assertThat(lint(Map.of(
                        LEVELS, read(LEVELS).replaceFirst("\"round the clock\"", "\"rope\""), LADDER, read(LADDER))))
                .extracting(Finding::problem)
                .containsExactly(
                        "For priority critical, tier premium: No row of escalation-ladder.dmn asks for the ladder \"rope\".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            textBlock =
                    """
            "75%"               | "75"         | The output when is "75".
            "owner, supervisor" | "boss"       | The output recipients names "boss", which is nobody.
            "PT9H"              | "nine"       | The output repeatEvery is "nine", which is no length of working time.
            "PT30M"             | "P1D"        | The output when is "P1D": a ladder counts working time, and a day of that has no length of its own.
            "PT30M"             | "P1DT4H"     | The output when is "P1DT4H": a ladder counts working time, and a day of that has no length of its own.
            "PT9H"              | "P1D"        | The output repeatEvery is "P1D": a ladder counts working time, and a day of that has no length of its own.
            "PT30M"             | "PT1001H"    | The output when is "PT1001H", which is too long.
            "PT9H"              | "PT1001H"    | The output repeatEvery is "PT1001H", which is too long.
            """)
    void findsARungThatIsNone(String from, String to, String problem) throws IOException {
        assertThat(lint(LADDER, read(LADDER).replaceFirst("<text>" + from, "<text>" + to)))
                .extracting(Finding::problem)
                .anySatisfy(found -> assertThat(found).endsWith(problem));
    }

    @Test
    void findsALadderOnWhichNobodyHearsOfABrokenPromise() throws IOException {
        assertThat(
                        lint(
                                LADDER,
                                read(LADDER)
                                        .replace(
                                                "not(\"round the clock\")</text></inputEntry>\n        <inputEntry id=\"in_escalation-ladder_6_1\"",
                                                "\"other\"</text></inputEntry>\n        <inputEntry id=\"in_escalation-ladder_6_1\"")))
                .extracting(Finding::problem)
                .contains(
                        "For ladder \"quiet\" and promise first_response: Nobody hears of it when the promise is broken.");
    }

    @Test
    void findsACustomerWhoIsToldAfterTheDeadline() throws IOException {
        String late = row(read(LADDER), 8, "supervisor", "supervisor, customer");

        assertThat(lint(LADDER, late)).first().satisfies(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.problem())
                    .isEqualTo("For ladder \"quiet\" and promise first_response: "
                            + "The customer is named on a rung that is not before the deadline.");
            assertThat(finding.remedy())
                    .isEqualTo(
                            "Name the customer on a share of the time such as \"90%\": after the deadline they know.");
        });
    }

    @Test
    void findsACustomerWhoIsToldThatAnAnswerIsLate() throws IOException {
        assertThat(lint(LADDER, row(read(LADDER), 2, "owner", "owner, customer")))
                .extracting(Finding::problem)
                .containsExactly("For ladder \"quiet\" and promise first_response: "
                        + "The customer is told of the delay of an answer, which would be an answer.");
    }

    private static String row(String ladder, int row, String recipients, String others) {
        String cell = "<outputEntry id=\"out_escalation-ladder_" + row + "_1\"><text>\"";
        assertThat(ladder).contains(cell + recipients + "\"");
        return ladder.replace(cell + recipients + "\"", cell + others + "\"");
    }

    @Test
    void findsAPriorityThatDoesNotExist() throws IOException {
        assertThat(lint(WORDS, read(WORDS).replaceFirst("\"critical\"", "\"urgent\"")))
                .extracting(Finding::problem)
                .containsExactly("There is no priority \"urgent\".");
    }

    @Test
    void findsAPromiseThatClocksDoNotKnow() {
        String diagram =
                """
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
                  <bpmn:process id="ticket" isExecutable="true">
                    <bpmn:userTask id="userTask_work" camunda:dueDate="${ticketClocks.overdue(execution, 'resolve')}" />
                  </bpmn:process>
                </bpmn:definitions>
                """;

        assertThat(lint("processes/ticket/ticket.bpmn", diagram))
                .extracting(Finding::element, Finding::problem, Finding::remedy)
                .contains(tuple(
                        "userTask_work",
                        "It passes 'resolve' to the step overdue, which does not know that word.",
                        "Write 'response', 'resolution' or 'update'."));
    }

    private static void expect(String levels, String problem, String remedy) {
        assertThat(lint(LEVELS, levels)).first().satisfies(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.file()).isEqualTo(LEVELS);
            assertThat(finding.element()).isEqualTo("service-level");
            assertThat(finding.problem()).isEqualTo(problem);
            assertThat(finding.remedy()).isEqualTo(remedy);
        });
    }

    private static List<Finding> lint(String file, String content) {
        return lint(Map.of(file, content));
    }

    private static List<Finding> lint(Map<String, String> files) {
        Map<String, byte[]> bytes = new HashMap<>();
        files.forEach((file, content) -> bytes.put(file, content.getBytes(StandardCharsets.UTF_8)));
        return new ModelLint(
                        new Vocabulary(
                                Map.of("ticketClocks", TicketClocks.class, "escalationSteps", EscalationSteps.class),
                                List.of(),
                                true),
                        null,
                        new ServiceLevelCheck(new TwoCalendars()),
                        new LadderCheck(),
                        new ClassificationCheck())
                .check(bytes);
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    private static final class TwoCalendars implements CalendarDesk {

        @Override
        public SortedSet<String> keys() {
            return new TreeSet<>(Set.of("business-hours", "always"));
        }

        @Override
        public ZonedCalendar current(String key, ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CalendarName name(String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CalendarVersion version(ZonedCalendar calendar) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BusinessCalendar calendar(ZonedCalendar calendar) {
            throw new UnsupportedOperationException();
        }
    }
}
