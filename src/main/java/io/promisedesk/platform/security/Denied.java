package io.promisedesk.platform.security;

import io.promisedesk.platform.web.ErrorAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/** What somebody hears who has not logged in, or who may not: programs a status, people the log-in page or a sentence. */
@Component
class Denied implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final ErrorAnswers answers;

    Denied(ErrorAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof EnginePasswords.TooManyAttempts tooMany) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Login.seconds(tooMany.wait)));
            answers.answer(request, response, HttpStatus.TOO_MANY_REQUESTS);
        } else if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", request.getContextPath() + "/login");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else if (isForPrograms(request)) {
            if (request.getHeader("Sec-Fetch-Mode") == null) {
                // Scripts in a browser get no challenge: it would open the browser's own password window.
                response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Promisedesk\", charset=\"UTF-8\"");
            }
            answers.answer(request, response, HttpStatus.UNAUTHORIZED);
        } else {
            response.sendRedirect(request.getContextPath() + "/login");
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        if (SecurityContextHolder.getContext().getAuthentication() == null) {
            // The token that a page sends along is missing because nobody has logged in, or not any more.
            commence(request, response, new InsufficientAuthenticationException("not logged in", denied));
        } else {
            answers.answer(request, response, HttpStatus.FORBIDDEN);
        }
    }

    private static boolean isForPrograms(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.startsWith("/api/")
                || path.startsWith("/engine-rest")
                || path.startsWith("/camunda/api/")
                || path.startsWith("/v3/")
                || path.startsWith("/actuator/");
    }
}
