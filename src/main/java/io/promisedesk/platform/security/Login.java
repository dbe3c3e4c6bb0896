package io.promisedesk.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The log-in page. */
@Controller
class Login {

    private final Environment environment;

    Login(Environment environment) {
        this.environment = environment;
    }

    @GetMapping("/login")
    String page(
            @RequestParam(name = "wait", required = false) @Nullable Long wait,
            @RequestParam(name = "error", required = false) @Nullable String error,
            @RequestParam(name = "logout", required = false) @Nullable String logout,
            Locale locale,
            Model model) {
        model.addAttribute("wrong", error != null);
        model.addAttribute("loggedOut", logout != null);
        model.addAttribute("wait", wait);
        model.addAttribute("language", locale.getLanguage());
        model.addAttribute(
                "tryout", Arrays.asList(environment.getActiveProfiles()).contains("tryout"));
        return "login";
    }

    static AuthenticationSuccessHandler onSuccess() {
        SavedRequestAwareAuthenticationSuccessHandler handler = new SavedRequestAwareAuthenticationSuccessHandler();
        handler.setDefaultTargetUrl("/");
        return handler;
    }

    static void onFailure(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        response.sendRedirect(request.getContextPath()
                + (failure instanceof EnginePasswords.TooManyAttempts tooMany
                        ? "/login?wait=" + seconds(tooMany.wait)
                        : "/login?error"));
    }

    static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
