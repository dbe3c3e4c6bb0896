package io.promisedesk.platform.engine;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The engine grants everybody all rights to their own user, in the database and for good. Customers read the name and
 * colleagues trust the address, so people change their password themselves and nothing else: the rest is the
 * administrator's.
 */
final class GuardedIdentityService extends IdentityServiceImpl {

    private final ApplicationEventPublisher events;

    GuardedIdentityService(ApplicationEventPublisher events) {
        this.events = events;
    }

    @Override
    public void createMembership(String userId, String groupId) {
        super.createMembership(userId, groupId);
        events.publishEvent(new MembershipsChanged());
    }

    @Override
    public void deleteMembership(String userId, String groupId) {
        super.deleteMembership(userId, groupId);
        events.publishEvent(new MembershipsChanged());
    }

    @Override
    public void saveGroup(Group group) {
        super.saveGroup(group);
        events.publishEvent(new MembershipsChanged());
    }

    @Override
    public void deleteGroup(String groupId) {
        super.deleteGroup(groupId);
        events.publishEvent(new MembershipsChanged());
    }

    @Override
    public void saveUser(User user, boolean skipPasswordPolicy) {
        User stored = stored(user.getId());
        if (stored == null && Actor.RESERVED_IDS.contains(user.getId())) {
            throw EngineFailures.kept(Refusal.invalid("id", "platform.refused.reservedId", user.getId()));
        }
        if (stored != null && isOrdinaryPerson() && !sameProfile(stored, user)) {
            throw EngineFailures.kept(Refusal.forbidden("platform.refused.profile"));
        }
        super.saveUser(user, skipPasswordPolicy);
        events.publishEvent(new MembershipsChanged());
    }

    @Override
    public void deleteUser(String userId) {
        if (isOrdinaryPerson()) {
            throw EngineFailures.kept(Refusal.forbidden("platform.refused.forbidden"));
        }
        super.deleteUser(userId);
        events.publishEvent(new MembershipsChanged());
    }

    private boolean isOrdinaryPerson() {
        Authentication person = getCurrentAuthentication();
        if (EngineAccess.isOurs() || person == null || person.getUserId() == null) {
            return false;
        }
        List<String> groups = person.getGroupIds();
        return groups == null || !groups.contains(Role.ADMIN.group());
    }

    private @Nullable User stored(String id) {
        return commandExecutor.execute(context -> context.runWithoutAuthorization(
                () -> createUserQuery().userId(id).singleResult()));
    }

    private static boolean sameProfile(User one, User other) {
        return Objects.equals(one.getFirstName(), other.getFirstName())
                && Objects.equals(one.getLastName(), other.getLastName())
                && Objects.equals(one.getEmail(), other.getEmail());
    }
}
