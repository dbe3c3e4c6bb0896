package io.promisedesk.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;

/**
 * Proof that a changing request comes from one of our own pages. Forms carry it as a masked hidden field; scripts copy
 * the cookie {@code PROMISEDESK-CSRF} to the header {@code X-CSRF-TOKEN}. (The name {@code XSRF-TOKEN} belongs to the
 * Camunda web apps, which check their own.)
 */
final class CsrfTokens implements CsrfTokenRequestHandler {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITES = Set.of("none", "same-origin");
    private static final String HEADER = "X-CSRF-TOKEN";

    private final CsrfTokenRequestHandler plain = new CsrfTokenRequestAttributeHandler();
    private final CsrfTokenRequestHandler masked = new XorCsrfTokenRequestAttributeHandler();

    static CookieCsrfTokenRepository repository() {
        CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
        repository.setCookieName("PROMISEDESK-CSRF");
        repository.setHeaderName(HEADER);
        repository.setCookieCustomizer(cookie -> cookie.sameSite("Lax").path("/"));
        return repository;
    }

    /**
     * The web apps check their own token. A request that brings name and password itself needs none, unless a browser
     * that remembers them sends it from a foreign page. Over plain http browsers do not say what kind of page it is, but
     * where it comes from.
     */
    static boolean needed(HttpServletRequest request) {
        if (SAFE.contains(request.getMethod()) || path(request).startsWith("/camunda/")) {
            return false;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String site = request.getHeader("Sec-Fetch-Site");
        boolean basic = authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6);
        return !basic || (site == null ? comesFromElsewhere(request) : !OWN_SITES.contains(site));
    }

    private static boolean comesFromElsewhere(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String from = origin == null ? request.getHeader(HttpHeaders.REFERER) : origin;
        return from != null && !authority(from).equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
    }

    private static String authority(String address) {
        try {
            return Objects.requireNonNullElse(new URI(address).getRawAuthority(), "");
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, Supplier<CsrfToken> token) {
        masked.handle(request, response, token);
        if (request.getSession(false) != null) {
            // Writes the cookie that scripts need.
            Objects.requireNonNull(token.get());
        }
    }

    @Override
    public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
        return (request.getHeader(HEADER) == null ? masked : plain).resolveCsrfTokenValue(request, token);
    }
}
