package io.promisedesk.notification;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;

/** Times and lengths of time in the recipient's zone and language, for mail templates. */
public final class MailWords {

    private static final Pattern REPLY_MARKS = Pattern.compile(
            "^(?:\\s*(?:re|aw|sv|fwd?|wg|отв|ответ|пер)\\s*(?:\\[\\d+])?:)+\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private final MessageSource messages;
    private final Locale language;
    private final ZoneId zone;
    private final Instant now;

    MailWords(MessageSource messages, Locale language, ZoneId zone, Instant now) {
        this.messages = messages;
        this.language = language;
        this.zone = zone;
        this.now = now;
    }

    /** For example "Mon 2 March, 14:30 (Berlin)"; with the year where it is not the present one; null for null. */
    public @Nullable String at(@Nullable Instant instant) {
        return instant == null ? null : text("notification.time.inZone", time(instant), place());
    }

    /** As {@link #at}, without the place: for lists whose place has been said. */
    public String time(Instant instant) {
        ZonedDateTime local = instant.atZone(zone);
        boolean thisYear = local.getYear() == now.atZone(zone).getYear();
        return DateTimeFormatter.ofPattern(
                        text(thisYear ? "notification.time.pattern" : "notification.time.patternWithYear"), language)
                .format(local);
    }

    /** For example "2 h 15 min", rounded down to the minute. */
    public String length(Duration duration) {
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        if (hours == 0 && minutes == 0) {
            return text("notification.length.moment");
        }
        if (hours == 0) {
            return text("notification.length.minutes", minutes);
        }
        return minutes == 0
                ? text("notification.length.hours", String.valueOf(hours))
                : text("notification.length.hoursAndMinutes", String.valueOf(hours), minutes);
    }

    /** Subject of an answer: "Re:" once, and the ticket's number once. */
    public String answerTo(String subject, String number) {
        String bare = REPLY_MARKS.matcher(subject).replaceFirst("");
        return bare.contains(number) ? "Re: " + bare : text("notification.subject.answer", bare, number);
    }

    /** The lines of a plain text, so that HTML can keep its breaks. */
    public List<String> lines(String text) {
        return text.strip().lines().toList();
    }

    private String place() {
        if (zone.normalized() instanceof ZoneOffset offset) {
            return offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset;
        }
        String city = zone.getId().substring(zone.getId().lastIndexOf('/') + 1).replace('_', ' ');
        String named = messages.getMessage("notification.place." + zone.getId(), null, city, language);
        return named == null ? city : named;
    }

    private String text(String key, Object... arguments) {
        return messages.getMessage(key, arguments, language);
    }
}
