package io.promisedesk.workplace.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * A language chosen with the switch in the bar wins over the browser's, for pages, REST answers and the engine's web
 * applications alike: whatever asks the request for its language hears the chosen one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class ChosenLanguage extends OncePerRequestFilter {

    /** Read by Tasklist's {@code config.js} too. */
    static final String COOKIE = "promisedesk-language";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie != null && ("en".equals(cookie.getValue()) || "ru".equals(cookie.getValue()))) {
            chain.doFilter(new InLanguage(request, cookie.getValue()), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static final class InLanguage extends HttpServletRequestWrapper {

        private final String language;

        InLanguage(HttpServletRequest request, String language) {
            super(request);
            this.language = language;
        }

        @Override
        public Locale getLocale() {
            return Locale.forLanguageTag(language);
        }

        @Override
        public Enumeration<Locale> getLocales() {
            return Collections.enumeration(List.of(getLocale()));
        }

        @Override
        public @Nullable String getHeader(String name) {
            return HttpHeaders.ACCEPT_LANGUAGE.equalsIgnoreCase(name) ? language : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return HttpHeaders.ACCEPT_LANGUAGE.equalsIgnoreCase(name)
                    ? Collections.enumeration(List.of(language))
                    : super.getHeaders(name);
        }
    }
}
