package io.promisedesk.sla;

import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Yearly;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holidays of an iCalendar file (RFC 5545): every all-day event is a day without work, or several; one that comes back each
 * year on its date is a rule. Appointments at a time of day are none and are counted only.
 *
 * @param holidays single days, each once
 * @param yearly days that come every year
 * @param passedOver events that are no all-day events, or that repeat in a way that no rule here can say
 */
public record HolidayFile(List<Dated> holidays, List<Yearly> yearly, int passedOver) {

    private static final Pattern BEGINNING =
            Pattern.compile("\\A\\uFEFF?\\s*BEGIN:VCALENDAR\\s", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = 366;
    private static final int MOST_EVENTS = 2000;
    private static final Set<String> PLAIN_YEAR = Set.of("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "WKST");

    /** @throws Refusal that names the line that is wrong */
    public static HolidayFile read(String text) {
        return new Reader().read(text);
    }

    private static final class Reader {

        private final Set<Dated> holidays = new LinkedHashSet<>();
        private final Set<Yearly> yearly = new LinkedHashSet<>();
        private final Deque<String> inside = new ArrayDeque<>();
        private final Map<String, Line> event = new HashMap<>();
        private int events;
        private int passedOver;

        HolidayFile read(String text) {
            if (!BEGINNING.matcher(text).find()) {
                throw wrong("start", 1);
            }
            List<Line> lines = unfold(text);
            lines.forEach(this::read);
            if (!inside.isEmpty()) {
                throw wrong("end", lines.get(lines.size() - 1).number(), inside.peek());
            }
            if (holidays.isEmpty() && yearly.isEmpty()) {
                throw Refusal.invalid("ics", "sla.refused.ics.none");
            }
            return new HolidayFile(List.copyOf(holidays), List.copyOf(yearly), passedOver);
        }

        private void read(Line line) {
            String part = line.value().strip().toUpperCase(Locale.ROOT);
            switch (line.name()) {
                case "BEGIN" -> {
                    inside.push(part);
                    if (part.equals("VEVENT")) {
                        event.clear();
                        event.put("BEGIN", line);
                    }
                }
                case "END" -> {
                    if (!part.equals(inside.peek())) {
                        throw wrong("nesting", line.number(), line.value());
                    }
                    inside.pop();
                    if (part.equals("VEVENT")) {
                        readEvent();
                    }
                }
                default -> {
                    if ("VEVENT".equals(inside.peek())) {
                        event.putIfAbsent(line.name(), line);
                    }
                }
            }
        }

        private void readEvent() {
            Line start = event.get("DTSTART");
            if (++events > MOST_EVENTS) {
                throw Refusal.tooLarge("ics", "sla.refused.ics.many", MOST_EVENTS);
            }
            if (start == null) {
                throw wrong("noStart", line("BEGIN").number());
            }
            Line status = event.get("STATUS");
            if (!start.isDate() || status != null && status.value().equalsIgnoreCase("CANCELLED")) {
                passedOver++;
                return;
            }
            LocalDate first = start.date();
            LocalDate end = end(first);
            String name = event.containsKey("SUMMARY") ? line("SUMMARY").text() : null;
            Line repeats = event.get("RRULE");
            if (repeats == null) {
                for (LocalDate day = first; day.isBefore(end); day = day.plusDays(1)) {
                    holidays.add(new Dated(day.toString(), name));
                }
            } else if (isEveryYear(repeats, first) && end.equals(first.plusDays(1))) {
                yearly.add(new Yearly(first.toString().substring(5), name));
            } else {
                passedOver++;
            }
        }

        /** Exclusive. */
        private LocalDate end(LocalDate first) {
            Line end = event.get("DTEND");
            LocalDate day = end == null ? first.plusDays(1) : end.date();
            if (end != null && (day.isBefore(first) || ChronoUnit.DAYS.between(first, day) > LONGEST)) {
                throw wrong("length", end.number(), end.value());
            }
            // Some programs write the same day as start and end.
            return day.equals(first) ? first.plusDays(1) : day;
        }

        private Line line(String name) {
            Line line = event.get(name);
            if (line == null) {
                throw new IllegalStateException("an event without " + name);
            }
            return line;
        }

        private static boolean isEveryYear(Line rule, LocalDate first) {
            Map<String, String> parts = new HashMap<>();
            for (String part : rule.value().toUpperCase(Locale.ROOT).split(";", -1)) {
                String[] pair = part.split("=", 2);
                parts.put(pair[0], pair[pair.length - 1]);
            }
            return PLAIN_YEAR.containsAll(parts.keySet())
                    && "YEARLY".equals(parts.get("FREQ"))
                    && parts.getOrDefault("INTERVAL", "1").equals("1")
                    && parts.getOrDefault("BYMONTH", "" + first.getMonthValue()).equals("" + first.getMonthValue())
                    && parts.getOrDefault("BYMONTHDAY", "" + first.getDayOfMonth())
                            .equals("" + first.getDayOfMonth());
        }

        /** A line that begins with a blank goes on with the one above. */
        private static List<Line> unfold(String text) {
            List<Line> lines = new ArrayList<>();
            String[] written = text.replace("\uFEFF", "").split("\r\n|\n|\r", -1);
            StringBuilder content = new StringBuilder();
            int began = 0;
            for (int i = 0; i <= written.length; i++) {
                String next = i < written.length ? written[i] : "";
                if (i < written.length && (next.startsWith(" ") || next.startsWith("\t"))) {
                    content.append(next, 1, next.length());
                    continue;
                }
                if (!content.isEmpty()) {
                    lines.add(Line.of(began, content.toString()));
                }
                content.setLength(0);
                content.append(next.isBlank() ? "" : next);
                began = i + 1;
            }
            return lines;
        }
    }

    private static Refusal wrong(String key, int line, Object... more) {
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = String.valueOf(line);
        System.arraycopy(more, 0, arguments, 1, more.length);
        return Refusal.invalid("ics", "sla.refused.ics." + key, arguments);
    }

    /** A content line: {@code NAME;PARAMETER=…:value}. */
    private record Line(int number, String name, List<String> parameters, String value) {

        static Line of(int number, String content) {
            boolean quoted = false;
            for (int i = 0; i < content.length(); i++) {
                char c = content.charAt(i);
                quoted ^= c == '"';
                if (c == ':' && !quoted) {
                    String[] head = content.substring(0, i).split(";", -1);
                    return new Line(
                            number,
                            head[0].strip().toUpperCase(Locale.ROOT),
                            Arrays.stream(head)
                                    .skip(1)
                                    .map(parameter -> parameter.toUpperCase(Locale.ROOT))
                                    .toList(),
                            content.substring(i + 1));
                }
            }
            throw wrong("line", number, content.length() > 60 ? content.substring(0, 60) + "…" : content);
        }

        boolean isDate() {
            return parameters.contains("VALUE=DATE") || !value.contains("T");
        }

        LocalDate date() {
            try {
                return LocalDate.parse(value.strip().split("T", 2)[0], DateTimeFormatter.BASIC_ISO_DATE);
            } catch (DateTimeException e) {
                throw wrong("date", number, value);
            }
        }

        @Nullable
        String text() {
            String text = value.replaceAll("\\\\[nN]", " ")
                    .replaceAll("\\\\([,;\\\\])", "$1")
                    .strip();
            return text.isEmpty() ? null : text.length() > 100 ? text.substring(0, 100) : text;
        }
    }
}
