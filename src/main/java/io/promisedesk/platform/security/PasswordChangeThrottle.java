package io.promisedesk.platform.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.ReadRequest;
import io.promisedesk.platform.web.ErrorAnswers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who changes a password in Camunda's web apps names the own present one, and the engine checks it. Whoever sits down at
 * an open browser must not guess it there: it is checked here first, and a wrong one counts as it does at log-in. What
 * else the engine may have against the change is no guess.
 */
final class PasswordChangeThrottle extends OncePerRequestFilter {

    private static final RequestMatcher CHANGES_PASSWORD = new OrRequestMatcher(
            changing("/engine-rest/user/*/credentials/**"),
            changing("/engine-rest/engine/*/user/*/credentials/**"),
            changing("/camunda/api/engine/engine/*/user/*/credentials/**"));

    private static final int LONGEST_BODY = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EnginePasswords passwords;
    private final Denied denied;
    private final ErrorAnswers answers;

    PasswordChangeThrottle(EnginePasswords passwords, Denied denied, ErrorAnswers answers) {
        this.passwords = passwords;
        this.denied = denied;
        this.answers = answers;
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
        // Read to its end before it is this person's turn: a client may take its time over it.
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            answers.answer(request, response, HttpStatus.PAYLOAD_TOO_LARGE);
            return;
        }
        String present = presentPassword(body);
        if (present == null) {
            // What is not read here as it would be there does not reach the engine, or guesses could pass uncounted.
            answers.answer(request, response, HttpStatus.BAD_REQUEST);
            return;
        }
        try {
            passwords.check(request.getRemoteUser(), request.getRemoteAddr(), present);
        } catch (EnginePasswords.TooManyAttempts e) {
            denied.commence(request, response, e);
            return;
        } catch (BadCredentialsException e) {
            logger.debug(
                    "counted; the engine finds out for itself and says so in its own words, which the web apps know");
        }
        chain.doFilter(new ReadRequest(request, body), response);
    }

    private static @Nullable String presentPassword(byte[] body) {
        try {
            return JSON.readTree(body).path("authenticatedUserPassword").textValue();
        } catch (IOException e) {
            return null;
        }
    }
}
