package io.promisedesk.tryout;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The try-out answers to this machine's own names alone. A page on the internet may let a name of its own point to
 * 127.0.0.1 (DNS rebinding); to the browser the try-out would then be part of that page, and its passwords are known.
 */
@Component
@Profile("tryout")
@Order(Ordered.HIGHEST_PRECEDENCE)
class LocalNamesOnly extends OncePerRequestFilter {

    private static final int MISDIRECTED = 421;
    private static final Pattern OWN =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host != null && OWN.matcher(host).matches()) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(MISDIRECTED);
        response.setContentType("text/plain");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter()
                .write("The try-out of Promisedesk serves this machine only: use http://localhost:"
                        + request.getLocalPort()
                        + ".");
    }
}
