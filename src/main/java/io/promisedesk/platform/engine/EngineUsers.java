package io.promisedesk.platform.engine;

import io.promisedesk.platform.security.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthenticationException;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The engine's users and groups as the rest of the application needs them. The engine keeps names, addresses, password
 * hashes and memberships; whoever asks here has decided that the asking is right, so the asker's own engine permissions
 * are not looked at.
 */
@Component
public class EngineUsers {

    /** Type of the groups that are teams. */
    public static final String TEAM = "TEAM";

    /** @param groups ids of all groups, roles and teams alike */
    public record EngineUser(String id, String name, String email, Set<String> groups) {}

    private final IdentityService identity;
    private final EngineAccess access;

    EngineUsers(IdentityService identity, EngineAccess access) {
        this.identity = identity;
        this.access = access;
    }

    public Optional<EngineUser> find(String id) {
        return access.unrestricted(
                () -> Optional.ofNullable(identity.createUserQuery().userId(id).singleResult())
                        .map(this::describe));
    }

    /** Everybody who is in all of these groups. */
    public List<EngineUser> membersOf(String group, String... andGroups) {
        return access.unrestricted(() -> {
            Map<String, User> members = new TreeMap<>();
            identity.createUserQuery().memberOfGroup(group).list().forEach(user -> members.put(user.getId(), user));
            for (String other : andGroups) {
                members.keySet()
                        .retainAll(identity.createUserQuery().memberOfGroup(other).list().stream()
                                .map(User::getId)
                                .collect(Collectors.toSet()));
            }
            return members.values().stream().map(this::describe).toList();
        });
    }

    public Set<String> groupsOf(String userId) {
        return access.unrestricted(() -> identity.createGroupQuery().groupMember(userId).list().stream()
                .map(Group::getId)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Names of all groups of that type by id. */
    public Map<String, String> groupsOfType(String type) {
        return access.unrestricted(() -> identity.createGroupQuery().groupType(type).list().stream()
                .collect(Collectors.toMap(
                        Group::getId,
                        group -> group.getName() == null ? group.getId() : group.getName(),
                        (one, same) -> one,
                        TreeMap::new)));
    }

    /** Creates the group, or brings its name up to date. */
    public void saveGroup(String id, String name, String type) {
        access.unrestricted(() -> {
            Group group = identity.createGroupQuery().groupId(id).singleResult();
            if (group == null) {
                group = identity.newGroup(id);
            } else if (name.equals(group.getName()) && type.equals(group.getType())) {
                return;
            }
            group.setName(name);
            group.setType(type);
            identity.saveGroup(group);
        });
    }

    /** The groups of roles exist as soon as somebody needs them. */
    void saveRoleGroup(String group) {
        Role.ofGroup(group)
                .ifPresent(role -> saveGroup(group, role.title(), role == Role.ADMIN ? "SYSTEM" : "WORKFLOW"));
    }

    /**
     * Creates the user, or brings name and address up to date. The password counts for a new user only: whoever changed
     * theirs keeps it. A user without a password cannot log in.
     */
    public void saveUser(String id, String name, String email, @Nullable String firstPassword) {
        access.unrestricted(() -> {
            String firstName = name.contains(" ") ? name.substring(0, name.lastIndexOf(' ')) : "";
            String lastName = name.substring(name.lastIndexOf(' ') + 1);
            User user = identity.createUserQuery().userId(id).singleResult();
            if (user == null) {
                user = identity.newUser(id);
                if (firstPassword != null) {
                    user.setPassword(firstPassword);
                }
            } else if (Objects.equals(firstName, user.getFirstName())
                    && Objects.equals(lastName, user.getLastName())
                    && Objects.equals(email, user.getEmail())) {
                return;
            }
            user.setFirstName(firstName);
            user.setLastName(lastName);
            user.setEmail(email);
            identity.saveUser(user);
        });
    }

    /** Makes the user a member of exactly these groups. */
    public void saveMemberships(String userId, Collection<String> groups) {
        Set<String> present = groupsOf(userId);
        groups.forEach(this::saveRoleGroup);
        access.unrestricted(() -> {
            groups.stream()
                    .filter(group -> !present.contains(group))
                    .forEach(group -> identity.createMembership(userId, group));
            present.stream()
                    .filter(group -> !groups.contains(group))
                    .forEach(group -> identity.deleteMembership(userId, group));
        });
    }

    public void addMembership(String userId, String group) {
        if (!groupsOf(userId).contains(group)) {
            saveRoleGroup(group);
            access.unrestricted(() -> identity.createMembership(userId, group));
        }
    }

    /** Compares with the stored hash. Who may try how often is decided before (see {@code LoginThrottle}). */
    public boolean passwordMatches(String userId, String password) {
        if (!hasPassword(userId)) {
            // The engine's comparison fails with a NullPointerException for a person who has none.
            return false;
        }
        try {
            return identity.checkPassword(userId, password);
        } catch (AuthenticationException | OptimisticLockingException wrongOrTwoAtOnce) {
            return false;
        }
    }

    private boolean hasPassword(String userId) {
        User user = access.unrestricted(
                () -> identity.createUserQuery().userId(userId).singleResult());
        return user != null && user.getPassword() != null;
    }

    /** From here on the present thread works for that person: permissions are checked, what is done carries the name. */
    public void actAs(String userId, Collection<String> groups) {
        identity.setAuthentication(userId, List.copyOf(groups));
    }

    public void actAsNobody() {
        identity.clearAuthentication();
    }

    private EngineUser describe(User user) {
        String name = (text(user.getFirstName()) + " " + text(user.getLastName())).strip();
        return new EngineUser(
                user.getId(), name.isEmpty() ? user.getId() : name, text(user.getEmail()), groupsOf(user.getId()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
