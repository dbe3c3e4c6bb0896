package io.promisedesk.sla;

import io.promisedesk.platform.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Working calendars by key.
 *
 * <pre>
 * promisedesk.sla.calendars:
 *   business-hours:
 *     week: { mon-fri: "09:00-18:00" }
 *     national: de-be
 *     holidays: 2026-12-31
 *     overrides: { "[2026-12-24]": "09:00-13:00" }
 * </pre>
 */
@ConfigurationProperties("promisedesk.sla")
record SlaSettings(Map<String, Hours> calendars) {

    /**
     * @param week windows per weekday ({@code mon}) or span of weekdays ({@code mon-fri})
     * @param national public holidays of a country ({@code de}) or a part of it ({@code de-be})
     * @param holidays further dates without work
     * @param overrides windows per date, none for a closed day
     */
    record Hours(
            @Nullable Map<String, List<String>> week,
            @Nullable List<String> national,
            @Nullable List<String> holidays,
            @Nullable Map<String, List<String>> overrides) {

        /** As rules; refuses what rules cannot say. */
        CalendarRules rules(String field) {
            Map<String, List<String>> days = new LinkedHashMap<>();
            orEmpty(week).forEach((span, windows) -> {
                for (String day : weekdays(field, span)) {
                    days.computeIfAbsent(day, any -> new ArrayList<>()).addAll(given(windows));
                }
            });
            return new CalendarRules(
                    null,
                    days,
                    orEmpty(national),
                    List.of(),
                    orEmpty(holidays).stream()
                            .map(date -> new CalendarRules.Dated(date, null))
                            .toList(),
                    List.of(),
                    orEmpty(overrides).entrySet().stream()
                            .map(day -> new CalendarRules.Special(day.getKey(), given(day.getValue()), null))
                            .toList());
        }

        private static List<String> orEmpty(@Nullable List<String> list) {
            return list == null ? List.of() : list;
        }

        private static Map<String, List<String>> orEmpty(@Nullable Map<String, List<String>> map) {
            return map == null ? Map.of() : map;
        }

        private static List<String> weekdays(String field, String span) {
            String[] ends = span.split("-", -1);
            int first = CalendarRules.WEEKDAYS.indexOf(ends[0]);
            int last = CalendarRules.WEEKDAYS.indexOf(ends[ends.length - 1]);
            if (ends.length > 2 || first < 0 || last < first) {
                throw Refusal.invalid(field + ".week." + span, "sla.refused.weekday", span);
            }
            return CalendarRules.WEEKDAYS.subList(first, last + 1);
        }

        private static List<String> given(List<String> windows) {
            return windows.stream().filter(window -> !window.isBlank()).toList();
        }
    }
}
