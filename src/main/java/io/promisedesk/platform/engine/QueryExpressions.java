package io.promisedesk.platform.engine;

import java.util.List;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * Keeps code out of task queries. An expression in a query runs as the application; the engine's own switch against it
 * overlooks the parts of an or-query (CVE-2026-109432). A query that somebody sends holds no expression at all; a stored
 * filter only those of a short list.
 */
final class QueryExpressions {

    private static final String DATE_ARITHMETIC =
            "(\\.(plus|minus)(Seconds|Minutes|Hours|Days|Weeks|Months)\\(\\d{1,5}\\)|\\.withTimeAtStartOfDay\\(\\))*(\\.toDate\\(\\))?";
    private static final Pattern ALLOWED =
            Pattern.compile("\\$\\{\\s*(currentUser\\(\\)|currentUserGroups\\(\\)|now\\(\\)|dateTime\\(\\)"
                    + DATE_ARITHMETIC + ")\\s*\\}");

    private QueryExpressions() {}

    static void refuseAny(@Nullable Query<?, ?> query) {
        if (partsOf(query).stream().anyMatch(part -> !part.getExpressions().isEmpty())) {
            throw new BadUserRequestException(
                    "Expressions are not allowed in task queries; they are in stored filters.");
        }
    }

    static void refuseUnknown(@Nullable Query<?, ?> query) {
        for (AbstractQuery<?, ?> part : partsOf(query)) {
            for (String expression : part.getExpressions().values()) {
                if (!isAllowed(expression)) {
                    throw new BadUserRequestException("The expression \"" + expression
                            + "\" is not allowed in a filter. Allowed are ${currentUser()}, ${currentUserGroups()}, ${now()}"
                            + " and ${dateTime()} with plus and minus, for example ${dateTime().plusDays(2)}.");
                }
            }
        }
    }

    static boolean isAllowed(String expression) {
        boolean plainText = !expression.contains("${") && !expression.contains("#{");
        return plainText || ALLOWED.matcher(expression).matches();
    }

    private static List<? extends AbstractQuery<?, ?>> partsOf(@Nullable Query<?, ?> query) {
        if (query instanceof TaskQueryImpl task) {
            return task.getQueries();
        }
        return query instanceof AbstractQuery<?, ?> other ? List.of(other) : List.of();
    }

    /** Looks at every query before it runs, whichever way it came in. */
    static final class Guard extends CommandInterceptor {

        @Override
        public <T> T execute(Command<T> command) {
            if (command instanceof Query<?, ?> query) {
                refuseAny(query);
            }
            return next.execute(command);
        }
    }
}
