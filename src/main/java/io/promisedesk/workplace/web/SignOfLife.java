package io.promisedesk.workplace.web;

import io.promisedesk.workplace.Signs;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Whoever asks for something is here. What an open page asks by itself, with nobody in front of it, says nothing: news, and
 * Tasklist's own looking for tasks. Stands behind the security filters, which know who it is.
 */
@Component
@Order(90)
class SignOfLife extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(SignOfLife.class);

    private static final Pattern BY_ITSELF =
            Pattern.compile("/api/workplace/(?:news|cards|words).*|/board/now|/assets/.*|/actuator/.*|/login"
                    + "|/camunda/(?:app|lib|assets)/.*\\.\\w+|.*/filter(?:/.*)?");

    private final Signs signs;

    SignOfLife(Signs signs) {
        this.signs = signs;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Principal person = request.getUserPrincipal();
        if (person != null && !BY_ITSELF.matcher(request.getRequestURI()).matches() && signs.isDue(person.getName())) {
            note(person.getName());
        }
        chain.doFilter(request, response);
    }

    /** Whether somebody is here must never keep them from their work. */
    private void note(String person) {
        try {
            signs.seen(person);
        } catch (RuntimeException e) {
            // Of two who appear at once the engine may refuse one; their next request tries again.
            signs.forget(person);
            LOG.warn("the sign of life of {} was not noted", person, e);
        }
    }
}
