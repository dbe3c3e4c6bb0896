package io.promisedesk.sla.web;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.BusinessCalendar;
import io.promisedesk.sla.CalendarDocument;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Business time for other systems, on a calendar of their own; exact to the millisecond. */
@RestController
@RequestMapping("/api/business-time")
@Tag(name = "Business time")
class BusinessTimeController {

    private final ObjectMapper json;

    BusinessTimeController(ObjectMapper json) {
        this.json = json;
    }

    @PostMapping("/due")
    @Operation(
            summary = "The first instant at which so much business time has elapsed",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = DueQuestion.class))))
    Due due(@RequestBody(required = false) @Nullable JsonNode body) {
        DueQuestion question = read(body, DueQuestion.class);
        BusinessCalendar calendar = calendar(question.calendar());
        Instant start = instant("start", question.start());
        Duration budget = seconds(question.seconds());
        try {
            return new Due(calendar.due(start, budget));
        } catch (ArithmeticException e) {
            throw Refusal.invalid("seconds", "sla.refused.tooFar");
        }
    }

    @PostMapping("/between")
    @Operation(
            summary = "The business time elapsed between two instants, zero where the end is not after the start",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = BetweenQuestion.class))))
    Elapsed between(@RequestBody(required = false) @Nullable JsonNode body) {
        BetweenQuestion question = read(body, BetweenQuestion.class);
        BusinessCalendar calendar = calendar(question.calendar());
        Duration elapsed = calendar.between(instant("start", question.start()), instant("end", question.end()));
        return new Elapsed(plain(BigDecimal.valueOf(elapsed.toMillis(), 3)));
    }

    /** The fields by hand, so that whatever is wrong with one of them is said with its name. */
    private <T> T read(@Nullable JsonNode body, Class<T> type) {
        if (body == null || !body.isObject()) {
            throw Refusal.invalid("calendar", "sla.refused.missing");
        }
        try {
            return json.treeToValue(body, type);
        } catch (JsonMappingException e) {
            throw Refusal.invalid(path(e), "sla.refused.malformed");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static BusinessCalendar calendar(@Nullable CalendarDocument written) {
        if (written == null) {
            throw Refusal.invalid("calendar", "sla.refused.missing");
        }
        return written.calendar("calendar");
    }

    private static Instant instant(String field, @Nullable String text) {
        if (text == null) {
            throw Refusal.invalid(field, "sla.refused.missing");
        }
        Instant instant;
        try {
            instant = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid(field, "sla.refused.instant", text);
        }
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw Refusal.invalid(field, "sla.refused.instantRange");
        }
        return instant;
    }

    private static final Instant FIRST = Instant.parse("0001-01-03T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-29T00:00:00Z");

    private static Duration seconds(@Nullable JsonNode seconds) {
        if (seconds == null || seconds.isNull()) {
            throw Refusal.invalid("seconds", "sla.refused.missing");
        }
        if (!seconds.isNumber()) {
            throw Refusal.invalid("seconds", "sla.refused.seconds", seconds.asText());
        }
        if (seconds.isDouble() && !Double.isFinite(seconds.doubleValue())) {
            throw Refusal.invalid("seconds", "sla.refused.tooFar");
        }
        BigDecimal exact = seconds.decimalValue();
        if (exact.signum() < 0 || exact.stripTrailingZeros().scale() > 3) {
            throw Refusal.invalid("seconds", "sla.refused.seconds", seconds.asText());
        }
        try {
            return Duration.ofMillis(exact.movePointRight(3).longValueExact());
        } catch (ArithmeticException e) {
            throw Refusal.invalid("seconds", "sla.refused.tooFar");
        }
    }

    private static BigDecimal plain(BigDecimal seconds) {
        BigDecimal stripped = seconds.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /**
     * @param calendar working hours and their zone
     * @param start instant with offset
     * @param seconds business time, up to three decimals
     */
    record DueQuestion(
            @Nullable CalendarDocument calendar,
            @Nullable String start,
            @Schema(type = "number", example = "14400") @Nullable JsonNode seconds) {}

    record BetweenQuestion(@Nullable CalendarDocument calendar, @Nullable String start, @Nullable String end) {}

    record Due(Instant due) {}

    record Elapsed(BigDecimal seconds) {}
}
