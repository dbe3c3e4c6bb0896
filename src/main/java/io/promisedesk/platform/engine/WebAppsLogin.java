package io.promisedesk.platform.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationDto;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets the Camunda web apps believe that whom we have authenticated has logged in to them. Stands before their own
 * filters and after ours.
 */
@Component
public class WebAppsLogin extends OncePerRequestFilter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProcessEngine engine;
    private final EngineUsers users;

    WebAppsLogin(ProcessEngine engine, EngineUsers users) {
        this.engine = engine;
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String userId = request.getRemoteUser();
        if (userId != null) {
            Authentications known = AuthenticationUtil.getAuthsFromSession(request.getSession());
            var present = known.getAuthenticationForProcessEngine(engine.getName());
            Set<String> groups = users.groupsOf(userId);
            if (!(present instanceof UserAuthentication user) || !isUpToDate(user, userId, groups)) {
                known.addOrReplace(authentication(userId, List.copyOf(groups)));
            }
        }
        chain.doFilter(request, response);
        if (request.getRequestURI().endsWith("/logout") && response.getStatus() == HttpServletResponse.SC_OK) {
            var session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
        }
    }

    /** The web apps keep groups for minutes and would act with a role that is lost. */
    private static boolean isUpToDate(UserAuthentication present, String userId, Set<String> groups) {
        return userId.equals(present.getIdentityId())
                && present.getGroupIds() != null
                && groups.equals(Set.copyOf(present.getGroupIds()));
    }

    /** What the web apps' own log-in form expects as the answer to a log-in. */
    public String answer(String userId) throws IOException {
        return JSON.writeValueAsString(
                AuthenticationDto.fromAuthentication(authentication(userId, List.copyOf(users.groupsOf(userId)))));
    }

    private UserAuthentication authentication(String userId, List<String> groups) {
        try {
            return AuthenticationUtil.createAuthentication(engine, userId, groups, List.of());
        } finally {
            // createAuthentication clears it
            users.actAs(userId, groups);
        }
    }
}
