package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.ticket.ServiceLevel;
import io.promisedesk.ticket.ServiceLevelTable.Condition;
import io.promisedesk.ticket.ServiceLevelTable.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Service levels in words. */
@Component
class LevelWords {

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    /** Texts, or anything but these: what can be said in words. Other conditions are shown as they stand in the table. */
    private static final Pattern TEXTS =
            Pattern.compile("(?<not>not\\s*\\(\\s*)?\"[^\"]*\"(\\s*,\\s*\"[^\"]*\")*(?<end>\\s*\\))?");

    private final Texts texts;
    private final PeopleDesk people;
    private final CalendarDesk calendars;

    LevelWords(Texts texts, PeopleDesk people, CalendarDesk calendars) {
        this.texts = texts;
        this.people = people;
        this.calendars = calendars;
    }

    /** For example "Critical, customer tier: premium"; whom the last row takes where it asks nothing. */
    String whom(Row row, Locale language) {
        return row.conditions().isEmpty()
                ? say(language, "all")
                : row.conditions().stream()
                        .map(condition -> words(condition, language))
                        .collect(Collectors.joining(" · "));
    }

    private String words(Condition condition, Locale language) {
        Matcher matcher = TEXTS.matcher(condition.text());
        String values = condition.text();
        if (matcher.matches() && (matcher.group("not") == null) == (matcher.group("end") == null)) {
            values = TEXT.matcher(condition.text())
                    .results()
                    .map(text -> value(condition.fact(), text.group(1), language))
                    .collect(Collectors.joining(say(language, "or")));
            values = matcher.group("not") == null ? values : say(language, "not", values);
        }
        // "High priority" says by itself what it is.
        return condition.fact().equals("priority") && !values.equals(condition.text())
                ? values
                : fact(condition, language) + ": " + values;
    }

    private String fact(Condition condition, Locale language) {
        String key = "workplace.levels.fact." + condition.fact();
        return texts.has(language, key) ? texts.get(language, key) : condition.label();
    }

    private String value(String fact, String value, Locale language) {
        if (fact.equals("team")) {
            return people.team(value).map(Team::name).orElse(value);
        }
        String key = "workplace." + fact + "." + value;
        return texts.has(language, key) ? texts.get(language, key) : value;
    }

    /** For example "4 h" or "2 working days". */
    String budget(@Nullable Budget budget, Locale language) {
        return budget == null
                ? "–"
                : budget instanceof Budget.Time time
                        ? Budget.Time.inWords(time.length(), texts, language)
                        : budget.inWords(texts, language);
    }

    /** What one level promises otherwise than another; never empty for levels that differ. */
    List<String> differences(ServiceLevel from, ServiceLevel to, Locale language) {
        Map<String, Function<ServiceLevel, String>> columns = new LinkedHashMap<>();
        columns.put("firstResponse", level -> budget(level.firstResponse(), language));
        columns.put("nextResponse", level -> budget(level.nextResponse(), language));
        columns.put("resolution", level -> budget(level.resolution(), language));
        columns.put("update", level -> budget(level.update(), language));
        columns.put("calendar", level -> calendar(level.calendar(), language));
        columns.put("ladder", ServiceLevel::ladder);
        columns.put("pauses", level -> pauses(level, language));
        columns.put("tells", level -> say(language, level.tellsExtension() ? "yes" : "no"));
        List<String> differences = columns.entrySet().stream()
                .filter(column ->
                        !column.getValue().apply(from).equals(column.getValue().apply(to)))
                .map(column -> say(language, "column." + column.getKey()) + ": "
                        + column.getValue().apply(from) + " → "
                        + column.getValue().apply(to))
                .toList();
        return differences.isEmpty() ? List.of(say(language, "onlyName")) : differences;
    }

    String pauses(ServiceLevel level, Locale language) {
        return say(language, level.pausesForThirdParty() ? "pauses.both" : "pauses.customer");
    }

    String calendar(String key, Locale language) {
        return calendars.name(key).inWords(texts, language);
    }

    String say(Locale language, String key, Object... arguments) {
        return texts.get(language, "workplace.levels." + key, arguments);
    }
}
