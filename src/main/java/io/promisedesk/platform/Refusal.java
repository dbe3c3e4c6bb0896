package io.promisedesk.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that a desk turns down for a reason its user can understand and act upon. Carries a message key (looked up
 * in {@code messages/<room>.properties} in the reader's language) instead of a text. Every way in (REST, the engine's
 * REST interface, Tasklist, pages) shows it as that sentence: see {@code platform.web}.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of no it is; decides the HTTP status. */
    public enum Kind {
        /** The input is wrong: 400, or 422 where a field is named. */
        INVALID,
        /** The actor may not do this: 403. */
        FORBIDDEN,
        /** There is no such thing, or the actor may not know of it: 404. */
        NOT_FOUND,
        /** More than is taken: 413. */
        TOO_LARGE,
        /** The thing is in a state that does not allow it, or somebody else was faster: 409. */
        CONFLICT
    }

    private final Kind kind;
    private final String key;
    private final transient List<Object> arguments;
    private final @Nullable String field;

    private Refusal(Kind kind, String key, @Nullable String field, Object... arguments) {
        super(key + List.of(arguments));
        this.kind = kind;
        this.key = key;
        this.field = field;
        this.arguments = List.of(arguments);
    }

    public static Refusal invalid(String field, String key, Object... arguments) {
        return new Refusal(Kind.INVALID, key, field, arguments);
    }

    public static Refusal forbidden(String key, Object... arguments) {
        return new Refusal(Kind.FORBIDDEN, key, null, arguments);
    }

    public static Refusal tooLarge(String field, String key, Object... arguments) {
        return new Refusal(Kind.TOO_LARGE, key, field, arguments);
    }

    public static Refusal notFound(String key, Object... arguments) {
        return new Refusal(Kind.NOT_FOUND, key, null, arguments);
    }

    public static Refusal conflict(String key, Object... arguments) {
        return new Refusal(Kind.CONFLICT, key, null, arguments);
    }

    public Kind kind() {
        return kind;
    }

    /** Message key, for example {@code ticket.refused.closed}. */
    public String key() {
        return key;
    }

    public Object[] arguments() {
        return arguments.toArray();
    }

    /** The input field that is wrong, in the interface's own spelling; null unless invalid or too large. */
    public @Nullable String field() {
        return field;
    }
}
