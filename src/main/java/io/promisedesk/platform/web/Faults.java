package io.promisedesk.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineFailures;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;

/** Which exception means what to whoever asked; the same for pages, interfaces and the engine's own interface. */
@Component
class Faults {

    private final EngineFailures engine;
    private final DataSize largestFile;
    private final DataSize largestRequest;

    Faults(
            EngineFailures engine,
            @Value("${spring.servlet.multipart.max-file-size}") DataSize largestFile,
            @Value("${spring.servlet.multipart.max-request-size}") DataSize largestRequest) {
        this.engine = engine;
        this.largestFile = largestFile;
        this.largestRequest = largestRequest;
    }

    Fault of(Throwable failure) {
        Optional<Refusal> refusal = engine.refusal(failure);
        if (refusal.isPresent()) {
            return of(refusal.get());
        }
        if (failure instanceof HttpMessageNotReadableException unreadable) {
            return unreadable(unreadable);
        }
        if (failure instanceof MethodArgumentNotValidException invalid) {
            FieldError error = invalid.getFieldError();
            return error == null
                    ? status(HttpStatus.BAD_REQUEST)
                    : field(HttpStatus.UNPROCESSABLE_ENTITY, error.getField(), error.getDefaultMessage());
        }
        if (failure instanceof HandlerMethodValidationException invalid && !invalid.isForReturnValue()) {
            return invalid.getParameterValidationResults().stream()
                    .findFirst()
                    .map(result -> field(
                            HttpStatus.UNPROCESSABLE_ENTITY,
                            String.valueOf(result.getMethodParameter().getParameterName()),
                            result.getResolvableErrors().get(0).getDefaultMessage()))
                    .orElseGet(() -> status(HttpStatus.BAD_REQUEST));
        }
        if (failure instanceof MethodArgumentTypeMismatchException mismatch) {
            return Fault.of(
                            HttpStatus.BAD_REQUEST,
                            "platform.error.value",
                            mismatch.getName(),
                            String.valueOf(mismatch.getValue()))
                    .at(mismatch.getName());
        }
        if (failure instanceof MissingServletRequestParameterException missing) {
            return missing(missing.getParameterName());
        }
        if (failure instanceof MissingRequestHeaderException missing) {
            return missing(missing.getHeaderName());
        }
        if (has(failure, Faults::isCharacterThatCannotBeKept)) {
            return Fault.of(HttpStatus.BAD_REQUEST, "platform.error.character");
        }
        if (failure instanceof ConcurrencyFailureException) {
            return Fault.of(HttpStatus.CONFLICT, "platform.refused.changedMeanwhile");
        }
        if (failure instanceof MaxUploadSizeExceededException) {
            return tooLarge();
        }
        if (failure instanceof AccessDeniedException) {
            return status(HttpStatus.FORBIDDEN);
        }
        if (failure instanceof ErrorResponse response) {
            return status(response.getStatusCode());
        }
        return new Fault(HttpStatus.INTERNAL_SERVER_ERROR, "platform.error.500", List.of(), null, true);
    }

    Fault of(Refusal refusal) {
        HttpStatus status =
                switch (refusal.kind()) {
                    case INVALID -> refusal.field() == null ? HttpStatus.BAD_REQUEST : HttpStatus.UNPROCESSABLE_ENTITY;
                    case TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE;
                    case FORBIDDEN -> HttpStatus.FORBIDDEN;
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case CONFLICT -> HttpStatus.CONFLICT;
                };
        return new Fault(status, refusal.key(), List.of(refusal.arguments()), refusal.field(), false);
    }

    /** What a bare status means. */
    Fault status(HttpStatusCode status) {
        String key =
                switch (status.value()) {
                    case 401, 403, 404, 405, 409, 413, 415, 422, 429, 503 -> "platform.error." + status.value();
                    default -> status.is4xxClientError() ? "platform.error.400" : "platform.error.500";
                };
        return new Fault(status, key, List.of(), null, status.is5xxServerError());
    }

    private Fault unreadable(HttpMessageNotReadableException unreadable) {
        if (has(unreadable, StreamConstraintsException.class::isInstance)) {
            return tooLarge();
        }
        if (unreadable.getCause() instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String field = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."))
                    .replace(".[", "[");
            return mapping instanceof MismatchedInputException
                    ? Fault.of(HttpStatus.UNPROCESSABLE_ENTITY, "platform.error.fieldValue", field)
                            .at(field)
                    : Fault.of(HttpStatus.BAD_REQUEST, "platform.error.jsonAt", field)
                            .at(field);
        }
        Throwable root = NestedExceptionUtils.getMostSpecificCause(unreadable);
        if (root instanceof JsonProcessingException json && json.getLocation() != null) {
            return Fault.of(
                    HttpStatus.BAD_REQUEST,
                    "platform.error.json",
                    json.getLocation().getLineNr(),
                    json.getLocation().getColumnNr());
        }
        return Fault.of(HttpStatus.BAD_REQUEST, "platform.error.body");
    }

    /** Beyond what a message with its files may be: says how much that is. */
    private Fault tooLarge() {
        return Fault.of(
                HttpStatus.PAYLOAD_TOO_LARGE,
                "platform.error.413.message",
                megabytes(largestFile),
                megabytes(largestRequest));
    }

    /** Rounded down to tenths, so that what is named is also taken. */
    private static double megabytes(DataSize size) {
        return Math.floor(size.toBytes() * 10.0 / DataSize.ofMegabytes(1).toBytes()) / 10;
    }

    /** PostgreSQL keeps no NUL, neither in text (22021) nor in JSON (22P05). */
    private static boolean isCharacterThatCannotBeKept(Throwable cause) {
        return cause instanceof SQLException sql
                && ("22021".equals(sql.getSQLState()) || "22P05".equals(sql.getSQLState()));
    }

    private static boolean has(Throwable failure, Predicate<Throwable> kind) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(kind);
    }

    private static Fault missing(String name) {
        return Fault.of(HttpStatus.BAD_REQUEST, "platform.error.missing", name).at(name);
    }

    private static Fault field(HttpStatus status, String field, @org.jspecify.annotations.Nullable String message) {
        return Fault.of(status, "platform.error.field", field, String.valueOf(message))
                .at(field);
    }
}
