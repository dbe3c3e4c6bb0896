package io.promisedesk.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** What a controller throws: problem details where a program asks, a page where a person does. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorsAsAnswers implements HandlerExceptionResolver {

    private final ErrorAnswers answers;

    ErrorsAsAnswers(ErrorAnswers answers) {
        this.answers = answers;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (response.isCommitted()) {
            return null;
        }
        Fault fault = answers.fault(request, failure);
        if (failure instanceof ErrorResponse known) {
            known.getHeaders().forEach((name, values) -> {
                if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                    values.forEach(value -> response.addHeader(name, value));
                }
            });
        }
        if (!ErrorAnswers.isApi(request) && wantsPage(request)) {
            response.setStatus(fault.status().value());
            return new ModelAndView("error", model(request, fault));
        }
        try {
            response.resetBuffer();
            ErrorAnswers.write(
                    response, fault.status(), MediaType.APPLICATION_PROBLEM_JSON, answers.problem(request, fault));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelAndView();
    }

    Map<String, @Nullable Object> model(HttpServletRequest request, Fault fault) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("status", fault.status().value());
        model.put("title", answers.title(request, fault.status()));
        model.put("sentence", answers.sentence(request, fault));
        model.put("language", answers.language(request).getLanguage());
        model.put("back", back(request));
        return model;
    }

    /** The page of ours that one came from, or null: only its path, so that nobody is led elsewhere. */
    private static @Nullable String back(HttpServletRequest request) {
        String referer = request.getHeader(HttpHeaders.REFERER);
        try {
            URI from = referer == null ? null : new URI(referer);
            return from != null
                            && request.getServerName().equals(from.getHost())
                            && from.getRawPath() != null
                            && from.getRawPath().matches("/(?!/).+")
                            && !from.getRawPath().startsWith("/login")
                    ? from.getRawPath()
                    : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept == null || accept.contains("text/html") || !accept.contains("json");
    }
}
