package io.promisedesk.platform.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Languages;
import io.promisedesk.platform.i18n.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

/**
 * Says what went wrong as a sentence in the language of the request and in the shape of the way in: a page for people,
 * problem details (RFC 9457) for {@code /api}, and {@code {type, message}}, which the web apps show, for the engine's
 * interfaces.
 */
@Component
public class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Faults faults;
    private final Texts texts;
    private final Languages languages;

    ErrorAnswers(Faults faults, Texts texts, Languages languages) {
        this.faults = faults;
        this.texts = texts;
        this.languages = languages;
    }

    /** Answers with what that status means; for pages through the error page. */
    public void answer(HttpServletRequest request, HttpServletResponse response, HttpStatusCode status)
            throws IOException {
        answer(request, response, faults.status(status));
    }

    void answer(HttpServletRequest request, HttpServletResponse response, Fault fault) throws IOException {
        if (isEngine(request)) {
            write(response, fault.status(), MediaType.APPLICATION_JSON, engineAnswer(request, fault));
        } else if (isApi(request)) {
            write(response, fault.status(), MediaType.APPLICATION_PROBLEM_JSON, problem(request, fault));
        } else {
            response.sendError(fault.status().value());
        }
    }

    /** What that refusal is answered with, whatever the way in. */
    public HttpStatusCode status(Refusal refusal) {
        return faults.of(refusal).status();
    }

    ProblemDetail problem(HttpServletRequest request, Fault fault) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(fault.status(), sentence(request, fault));
        problem.setTitle(title(request, fault.status()));
        problem.setInstance(URI.create(request.getRequestURI()));
        problem.setProperty("code", fault.key());
        if (fault.field() != null) {
            problem.setProperty("field", fault.field());
        }
        return problem;
    }

    Map<String, Object> engineAnswer(HttpServletRequest request, Fault fault) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("type", fault.surprise() ? "Fault" : "Refusal");
        answer.put("message", sentence(request, fault));
        answer.put("key", fault.key());
        if (fault.field() != null) {
            answer.put("field", fault.field());
        }
        return answer;
    }

    String sentence(HttpServletRequest request, Fault fault) {
        return texts.get(language(request), fault.key(), fault.arguments().toArray());
    }

    String title(HttpServletRequest request, HttpStatusCode status) {
        return texts.get(language(request), faults.status(status).key() + ".title");
    }

    Locale language(HttpServletRequest request) {
        return languages.resolveLocale(request);
    }

    Fault fault(HttpStatusCode status) {
        return faults.status(status);
    }

    /** Finds out what it means; writes a surprise to the log under a reference that the answer does not need. */
    Fault fault(HttpServletRequest request, Throwable failure) {
        Fault fault = faults.of(failure);
        if (fault.surprise()) {
            LOG.error("{} {} failed ({})", request.getMethod(), request.getRequestURI(), UUID.randomUUID(), failure);
        } else if (LOG.isDebugEnabled()) {
            LOG.debug("{} {}: {}", request.getMethod(), request.getRequestURI(), failure.toString());
        }
        return fault;
    }

    static boolean isEngine(HttpServletRequest request) {
        String path = path(request);
        return path.startsWith("/camunda/api/") || path.startsWith("/engine-rest");
    }

    static boolean isApi(HttpServletRequest request) {
        String path = path(request);
        return path.startsWith("/api/") || path.equals("/api") || path.startsWith("/v3/");
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    static void write(HttpServletResponse response, HttpStatusCode status, MediaType type, @Nullable Object body)
            throws IOException {
        byte[] content = JSON.writeValueAsBytes(body instanceof ProblemDetail problem ? flat(problem) : body);
        response.setStatus(status.value());
        response.setContentType(type.toString());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    private static Map<String, Object> flat(ProblemDetail problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", String.valueOf(problem.getType()));
        fields.put("title", String.valueOf(problem.getTitle()));
        fields.put("status", problem.getStatus());
        fields.put("detail", String.valueOf(problem.getDetail()));
        fields.put("instance", String.valueOf(problem.getInstance()));
        if (problem.getProperties() != null) {
            fields.putAll(problem.getProperties());
        }
        return fields;
    }
}
