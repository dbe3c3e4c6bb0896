package io.promisedesk.sla;

import io.promisedesk.platform.Refusal;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

        private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

        WorkingHours read(String field, LocalDate horizon) {
            Map<String, List<List<String>>> days = new HashMap<>();
            orEmpty(week).forEach((span, windows) -> {
                for (String day : weekdays(field, span)) {
                    days.computeIfAbsent(day, any -> new ArrayList<>()).addAll(pairs(windows));
                }
            });
            Map<String, List<List<String>>> dates = new LinkedHashMap<>();
            orEmpty(overrides).forEach((date, windows) -> dates.put(date, pairs(windows)));
            List<String> closed = new ArrayList<>(orEmpty(holidays));
            for (String set : orEmpty(national)) {
                NationalHolidays.dates(field + ".national", set, horizon).forEach(date -> closed.add(date.toString()));
            }
            return new CalendarDocument(null, days, closed, dates).read(field);
        }

        /** The last day for which the holidays are known; empty where there are none. */
        Optional<LocalDate> lastRule(LocalDate horizon) {
            if (!orEmpty(national).isEmpty()) {
                return Optional.of(horizon);
            }
            return orEmpty(holidays).stream()
                    .map(LocalDate::parse)
                    .max(Comparator.naturalOrder())
                    .map(date -> date.with(TemporalAdjusters.lastDayOfYear()));
        }

        private static List<String> orEmpty(@Nullable List<String> list) {
            return list == null ? List.of() : list;
        }

        private static Map<String, List<String>> orEmpty(@Nullable Map<String, List<String>> map) {
            return map == null ? Map.of() : map;
        }

        private static List<String> weekdays(String field, String span) {
            String[] ends = span.split("-", -1);
            int first = WEEKDAYS.indexOf(ends[0]);
            int last = WEEKDAYS.indexOf(ends[ends.length - 1]);
            if (ends.length > 2 || first < 0 || last < first) {
                throw Refusal.invalid(field + ".week." + span, "sla.refused.weekday", span);
            }
            return WEEKDAYS.subList(first, last + 1);
        }

        private static List<List<String>> pairs(List<String> windows) {
            return windows.stream()
                    .filter(window -> !window.isBlank())
                    .map(window -> List.of(window.strip().split("\\s*-\\s*", -1)))
                    .toList();
        }
    }
}
