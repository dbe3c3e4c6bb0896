package io.promisedesk.platform.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.promisedesk.platform.ReadRequest;
import io.promisedesk.platform.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Second line behind {@link QueryExpressions}, for the engine's HTTP interfaces: what is sent there names no expression
 * at all, unless a filter is being saved. Reads the body with the parser that reads it afterwards, so that both see the
 * same.
 */
public final class NoExpressions {

    /** More than anything Tasklist sends; attachments travel as multipart, not as JSON. */
    private static final int LARGEST = 5_000_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern SAVES_FILTER = Pattern.compile(".*/filter/(create|[^/]+)/?");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private NoExpressions() {}

    /** The request, readable once more; refuses one that names an expression. */
    public static HttpServletRequest check(HttpServletRequest request) throws IOException {
        boolean named = request.getQueryString() != null
                && request.getParameterMap().keySet().stream().anyMatch(NoExpressions::isExpression);
        if (named) {
            throw refusal();
        }
        if (!WITH_BODY.contains(request.getMethod()) || !mayBeJson(request)) {
            return request;
        }
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            throw Refusal.invalid("body", "platform.error.413");
        }
        boolean savesFilter = SAVES_FILTER.matcher(request.getRequestURI()).matches();
        if (!savesFilter && namesExpression(body)) {
            throw refusal();
        }
        return new ReadRequest(request, body);
    }

    private static Refusal refusal() {
        return Refusal.invalid("expression", "platform.refused.expression");
    }

    private static boolean mayBeJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null || type.toLowerCase(Locale.ROOT).contains("json");
    }

    static boolean namesExpression(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && isExpression(parser.currentName())) {
                    return true;
                }
            }
            return false;
        } catch (IOException malformed) {
            // Whoever reads it next will stop at the same place.
            return false;
        }
    }

    private static boolean isExpression(String name) {
        return name.endsWith("Expression");
    }
}
