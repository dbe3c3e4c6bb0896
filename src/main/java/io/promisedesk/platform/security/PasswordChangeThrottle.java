package io.promisedesk.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who changes a password in Camunda's web apps names the own present one, and the engine checks it. Whoever sits down at
 * an open browser must not guess it there: wrong ones count as they do at log-in.
 */
final class PasswordChangeThrottle extends OncePerRequestFilter {

    private static final RequestMatcher CHANGES_PASSWORD = new OrRequestMatcher(
            changing("/engine-rest/user/*/credentials/**"),
            changing("/engine-rest/engine/*/user/*/credentials/**"),
            changing("/camunda/api/engine/engine/*/user/*/credentials/**"));

    private final LoginThrottle throttle;
    private final Denied denied;

    PasswordChangeThrottle(LoginThrottle throttle, Denied denied) {
        this.throttle = throttle;
        this.denied = denied;
    }

    private static RequestMatcher changing(String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.PUT, path);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRemoteUser() == null || !CHANGES_PASSWORD.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String userId = request.getRemoteUser();
        try (LoginThrottle.Turn turn = throttle.turn(userId)) {
            change(userId, request, response, chain);
        }
    }

    private void change(String userId, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String address = request.getRemoteAddr();
        Optional<Duration> wait = throttle.wait(userId, address);
        if (wait.isPresent()) {
            denied.commence(request, response, new EnginePasswords.TooManyAttempts(wait.get()));
            return;
        }
        chain.doFilter(request, response);
        if (response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
            throttle.failed(userId, address);
        } else {
            throttle.succeeded(userId, address);
        }
    }
}
