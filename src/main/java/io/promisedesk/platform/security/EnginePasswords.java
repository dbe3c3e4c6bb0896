package io.promisedesk.platform.security;

import io.promisedesk.platform.engine.EngineUsers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    private final VerifiedPasswords verified;

    EnginePasswords(EngineUsers users, LoginThrottle throttle, VerifiedPasswords verified) {
        this.verified = verified;
        this.users = users;
        this.throttle = throttle;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String userId = attempt.getName();
        Object password = attempt.getCredentials();
        if (password == null || !verified.knows(userId, password.toString())) {
            String address = attempt.getDetails() instanceof WebAuthenticationDetails details
                    ? String.valueOf(details.getRemoteAddress())
                    : "";
            check(userId, address, password == null ? null : password.toString());
            verified.remember(userId, String.valueOf(password));
        }
        // Roles are looked up with every request: see ActingPerson.
        var principal =
                User.withUsername(userId).password("").authorities(List.of()).build();
        var authenticated = UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
        authenticated.setDetails(attempt.getDetails());
        return authenticated;
    }

    /**
     * Says whether it is that person's password, and counts where it is not.
     *
     * @throws BadCredentialsException where it is not
     * @throws TooManyAttempts where it was not even looked at
     */
    void check(String userId, String address, @Nullable String password) {
        try (LoginThrottle.Turn turn = throttle.turn(userId)) {
            checkAlone(userId, address, password);
        }
    }

    private void checkAlone(String userId, String address, @Nullable String password) {
        throttle.wait(userId, address).ifPresent(wait -> {
            verified.distrust(userId);
            throw new TooManyAttempts(wait);
        });
        if (password == null || !users.passwordMatches(userId, password)) {
            verified.distrust(userId);
            throttle.failed(userId, address);
            throw new BadCredentialsException("wrong name or password");
        }
        throttle.succeeded(userId, address);
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
