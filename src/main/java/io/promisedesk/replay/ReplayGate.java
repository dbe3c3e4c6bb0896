package io.promisedesk.replay;

import io.promisedesk.platform.i18n.Texts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** While the clock stands in the past nobody gets in: whoever asks hears how far it is. Health checks are answered. */
@Component
@Profile("replay")
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class ReplayGate extends OncePerRequestFilter {

    private final ReplayRunner replay;
    private final Texts texts;

    ReplayGate(ReplayRunner replay, Texts texts) {
        this.replay = replay;
        this.texts = texts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int percent = replay.percent();
        if (percent < 0 || request.getRequestURI().startsWith("/actuator/")) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, "10");
        response.setContentType("text/plain");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().println(texts.get(request.getLocale(), "replay.running", percent));
    }
}
