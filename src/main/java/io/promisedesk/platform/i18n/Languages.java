package io.promisedesk.platform.i18n;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/**
 * The language of a request: what {@code ?lang=} asks for (remembered in a cookie), else what the person wants, else
 * what the browser wants, else English.
 */
@Component("localeResolver")
public class Languages implements LocaleResolver {

    private static final String PARAMETER = "lang";

    /** Read by Tasklist's {@code config.js} too, so that it and the texts of tasks speak the same language. */
    private static final String COOKIE = "promisedesk-language";

    private static final String RESOLVED = Languages.class.getName();

    private final ObjectProvider<PreferredLanguage> preferences;

    Languages(ObjectProvider<PreferredLanguage> preferences) {
        this.preferences = preferences;
    }

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        if (request.getAttribute(RESOLVED) instanceof Locale resolved) {
            return resolved;
        }
        Locale locale = asked(request)
                .or(() -> remembered(request))
                .or(() -> preferred(request.getRemoteUser()))
                .orElseGet(() -> accepted(request));
        if (request.getRemoteUser() != null) {
            request.setAttribute(RESOLVED, locale);
        }
        return locale;
    }

    /** The language of the request that the present thread answers; English where it answers none. */
    public Locale present() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? resolveLocale(request.getRequest())
                : Texts.ENGLISH;
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        if (response == null || locale == null) {
            return;
        }
        request.setAttribute(RESOLVED, Texts.supported(locale));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, Texts.supported(locale).getLanguage())
                        .path("/")
                        .maxAge(Duration.ofDays(365))
                        .secure(request.isSecure())
                        .sameSite("Lax")
                        .build()
                        .toString());
    }

    /** What the address asks for; only languages that we speak count. */
    Optional<Locale> asked(HttpServletRequest request) {
        // Not getParameter: it would read a body that belongs to somebody else.
        String query = request.getQueryString();
        if (query == null) {
            return Optional.empty();
        }
        for (String part : query.split("&", -1)) {
            if (part.startsWith(PARAMETER + "=")) {
                return known(part.substring(PARAMETER.length() + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<Locale> remembered(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        return cookie == null ? Optional.empty() : known(cookie.getValue());
    }

    private Optional<Locale> preferred(@Nullable String userId) {
        return userId == null
                ? Optional.empty()
                : preferences
                        .orderedStream()
                        .flatMap(preference -> preference.of(userId).stream())
                        .map(Texts::supported)
                        .findFirst();
    }

    private static Locale accepted(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
                ? Texts.ENGLISH
                : Collections.list(request.getLocales()).stream()
                        .flatMap(locale -> known(locale.getLanguage()).stream())
                        .findFirst()
                        .orElse(Texts.ENGLISH);
    }

    private static Optional<Locale> known(String tag) {
        return Texts.LANGUAGES.stream()
                .filter(language -> language.getLanguage().equals(tag))
                .findFirst();
    }
}
