package io.promisedesk.workplace.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Translates what Tasklist asks the engine for, by the language of the request: see {@link TranslatedModels}. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 100)
class TasklistTranslation extends OncePerRequestFilter {

    private static final Pattern CALLS = Pattern.compile(
            ".*/camunda/api/engine/engine/[^/]+/(?:task|filter|process-definition|history/task)(?:/.*)?");

    private final TranslatedModels models;
    private final LocaleResolver languages;
    private final ObjectMapper json;

    TasklistTranslation(TranslatedModels models, LocaleResolver languages, ObjectMapper json) {
        this.models = models;
        this.languages = languages;
        this.json = json;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !CALLS.matcher(request.getRequestURI()).matches()
                || "en".equals(languages.resolveLocale(request).getLanguage());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var answer = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, answer);
        byte[] original = answer.getContentAsByteArray();
        String type = answer.getContentType();
        if (original.length > 0
                && answer.getStatus() == HttpServletResponse.SC_OK
                && type != null
                && type.contains("json")) {
            Locale locale = languages.resolveLocale(request);
            JsonNode tree = json.readTree(original);
            models.translate(tree, locale);
            byte[] translated = json.writeValueAsBytes(tree);
            answer.resetBuffer();
            answer.getOutputStream().write(translated);
        }
        answer.copyBodyToResponse();
    }
}
