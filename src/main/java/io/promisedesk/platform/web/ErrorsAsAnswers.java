package io.promisedesk.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    Map<String, Object> model(HttpServletRequest request, Fault fault) {
        return Map.of(
                "status", fault.status().value(),
                "title", answers.title(request, fault.status()),
                "sentence", answers.sentence(request, fault),
                "language", answers.language(request).getLanguage());
    }

    private static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept == null || accept.contains("text/html") || !accept.contains("json");
    }
}
