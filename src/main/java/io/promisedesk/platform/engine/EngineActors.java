package io.promisedesk.platform.engine;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.stereotype.Component;

/** Reads the actor from the engine's authentication, which the security filters set for every way in. */
@Component
class EngineActors implements CurrentActor {

    private final IdentityService identity;
    private final EngineAccess access;

    EngineActors(IdentityService identity, EngineAccess access) {
        this.identity = identity;
        this.access = access;
    }

    @Override
    public Actor get() {
        Authentication current = identity.getCurrentAuthentication();
        if (current == null || current.getUserId() == null) {
            return Actor.SYSTEM;
        }
        List<String> groups = current.getGroupIds();
        return groups == null ? of(current.getUserId()) : actor(current.getUserId(), groups);
    }

    @Override
    public Actor of(String userId) {
        return actor(userId, groups(userId));
    }

    @Override
    public void as(String userId, Runnable work) {
        if (identity.getCurrentAuthentication() != null) {
            throw new IllegalStateException("this thread already works for somebody");
        }
        identity.setAuthentication(userId, groups(userId));
        try {
            work.run();
        } finally {
            identity.clearAuthentication();
        }
    }

    private List<String> groups(String userId) {
        return access.unrestricted(() -> identity.createGroupQuery().groupMember(userId).list().stream()
                .map(Group::getId)
                .toList());
    }

    private static Actor actor(String id, Collection<String> groups) {
        Set<Role> roles = new HashSet<>();
        Set<String> teams = new HashSet<>();
        for (String group : groups) {
            Role.ofGroup(group).ifPresentOrElse(roles::add, () -> teams.add(group));
        }
        return new Actor(id, roles, teams);
    }
}
