package io.promisedesk.platform.security;

import io.promisedesk.platform.engine.EngineUsers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the engine (and thereby {@link CurrentActor}) for whom the request works, and forgets it at the end whatever
 * happens. Groups are read now, not at log-in: who loses a role loses it at once, who is deleted is out.
 */
class ActingPerson extends OncePerRequestFilter {

    private final EngineUsers users;

    ActingPerson(EngineUsers users) {
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            Authentication present = SecurityContextHolder.getContext().getAuthentication();
            if (present != null && present.isAuthenticated() && !(present instanceof AnonymousAuthenticationToken)) {
                act(present);
            }
            chain.doFilter(request, response);
        } finally {
            users.actAsNobody();
        }
    }

    private void act(Authentication present) {
        String userId = present.getName();
        Set<String> groups = users.groupsOf(userId);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        if (groups.isEmpty() && users.find(userId).isEmpty()) {
            SecurityContextHolder.setContext(context);
            return;
        }
        Set<GrantedAuthority> authorities = groups.stream()
                .flatMap(group -> Role.ofGroup(group).stream())
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .collect(Collectors.toSet());
        var fresh = UsernamePasswordAuthenticationToken.authenticated(present.getPrincipal(), null, authorities);
        fresh.setDetails(present.getDetails());
        // A context of its own: the session keeps who logged in, never what they were allowed at the time.
        context.setAuthentication(fresh);
        SecurityContextHolder.setContext(context);
        users.actAs(userId, groups);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
