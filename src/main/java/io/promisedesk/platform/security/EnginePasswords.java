package io.promisedesk.platform.security;

import io.promisedesk.platform.engine.EngineUsers;
import java.time.Duration;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Authenticates against the engine's users: one set of passwords for pages, interfaces and the Camunda web apps. */
@Component
class EnginePasswords implements AuthenticationProvider {

    /** Too many wrong passwords. */
    static final class TooManyAttempts extends org.springframework.security.core.AuthenticationException {

        private static final long serialVersionUID = 1L;

        final Duration wait;

        TooManyAttempts(Duration wait) {
            super("too many wrong passwords");
            this.wait = wait;
        }
    }

    private final EngineUsers users;
    private final LoginThrottle throttle;

    EnginePasswords(EngineUsers users, LoginThrottle throttle) {
        this.users = users;
        this.throttle = throttle;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String userId = attempt.getName();
        String address = attempt.getDetails() instanceof WebAuthenticationDetails details
                ? String.valueOf(details.getRemoteAddress())
                : "";
        throttle.wait(userId, address).ifPresent(wait -> {
            throw new TooManyAttempts(wait);
        });
        Object password = attempt.getCredentials();
        if (password == null || !users.passwordMatches(userId, password.toString())) {
            throttle.failed(userId, address);
            throw new BadCredentialsException("wrong name or password");
        }
        throttle.succeeded(userId, address);
        // Roles are looked up with every request: see ActingPerson.
        var principal =
                User.withUsername(userId).password("").authorities(List.of()).build();
        var authenticated = UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
        authenticated.setDetails(attempt.getDetails());
        return authenticated;
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
