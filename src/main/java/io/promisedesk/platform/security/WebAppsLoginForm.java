package io.promisedesk.platform.security;

import io.promisedesk.platform.engine.WebAppsLogin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Who logs out of Tasklist, or whose session ends while it is open, stands before the web apps' own log-in form. It
 * leads to the same log-in as ours: same throttle, same session.
 */
final class WebAppsLoginForm extends UsernamePasswordAuthenticationFilter {

    WebAppsLoginForm(AuthenticationManager authentication, WebAppsLogin webApps) {
        super(authentication);
        setRequiresAuthenticationRequestMatcher(PathPatternRequestMatcher.withDefaults()
                .matcher(org.springframework.http.HttpMethod.POST, "/camunda/api/*/auth/user/*/login/*"));
        setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        setSessionAuthenticationStrategy(new ChangeSessionIdAuthenticationStrategy());
        setAuthenticationSuccessHandler((request, response, success) -> {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getWriter().write(webApps.answer(success.getName()));
        });
        setAuthenticationFailureHandler((request, response, failure) -> response.sendError(
                failure instanceof EnginePasswords.TooManyAttempts ? 429 : HttpServletResponse.SC_UNAUTHORIZED));
    }

    @Override
    public Authentication attemptAuthentication(HttpServletRequest request, HttpServletResponse response) {
        if (request.getHeader("X-XSRF-TOKEN") == null) {
            // A foreign page can send a form but not this header.
            throw new BadCredentialsException("not sent by the web apps");
        }
        return super.attemptAuthentication(request, response);
    }
}
