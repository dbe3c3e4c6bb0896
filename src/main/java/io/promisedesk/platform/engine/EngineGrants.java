package io.promisedesk.platform.engine;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Permissions.ACCESS;
import static org.camunda.bpm.engine.authorization.Permissions.ALL;
import static org.camunda.bpm.engine.authorization.Permissions.CREATE;
import static org.camunda.bpm.engine.authorization.Permissions.READ;
import static org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions.CREATE_INSTANCE;

import io.promisedesk.platform.security.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What each role may do in the engine itself, which is little: see Tasklist, its filters, the diagrams and the names of
 * colleagues. Tasks are granted one by one by the engine to their candidates and assignees; whether these may then do
 * what they try is for the desk to say ({@link UserTaskListener}). Applied before the port opens; what an administrator
 * has granted besides stays.
 */
@Component
class EngineGrants implements SmartInitializingSingleton {

    /** The only process that people start in Tasklist. */
    private static final String STARTABLE = "log-a-call";

    private record Grant(Role role, Resource resource, String id, List<Permission> permissions) {}

    private final AuthorizationService authorizations;
    private final EngineAccess access;
    private final EngineUsers users;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    EngineGrants(
            AuthorizationService authorizations,
            EngineAccess access,
            EngineUsers users,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.authorizations = authorizations;
        this.access = access;
        this.users = users;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(status -> {
            // One node at a time; the others then find nothing to change.
            jdbc.sql("select pg_advisory_xact_lock(hashtext('promisedesk.grants'))")
                    .query((row, n) -> n)
                    .list();
            for (Role role : Role.values()) {
                users.saveRoleGroup(role.group());
            }
            access.unrestricted(() -> grants().forEach(this::apply));
        });
    }

    private static List<Grant> grants() {
        List<Grant> grants = new ArrayList<>();
        for (Role role : List.of(Role.AGENT, Role.SUPERVISOR, Role.DISPATCHER)) {
            grants.add(grant(role, Resources.APPLICATION, "tasklist", ACCESS));
            grants.add(grant(role, Resources.USER, ANY, READ));
            grants.add(grant(role, Resources.GROUP, ANY, READ));
            grants.add(grant(role, Resources.PROCESS_DEFINITION, ANY, READ));
            grants.add(grant(
                    role, Resources.PROCESS_DEFINITION, STARTABLE, ProcessDefinitionPermissions.READ, CREATE_INSTANCE));
            grants.add(grant(role, Resources.PROCESS_INSTANCE, ANY, CREATE));
            grants.add(
                    role == Role.SUPERVISOR
                            ? grant(role, Resources.FILTER, ANY, READ, CREATE)
                            : grant(role, Resources.FILTER, ANY, READ));
        }
        // Reads what is deployed. Deploying is for the deployer alone: whoever deploys runs code.
        grants.add(grant(Role.DESIGNER, Resources.APPLICATION, "cockpit", ACCESS));
        grants.add(grant(Role.DESIGNER, Resources.DEPLOYMENT, ANY, READ));
        grants.add(grant(Role.DESIGNER, Resources.PROCESS_DEFINITION, ANY, READ));
        grants.add(grant(Role.DESIGNER, Resources.DECISION_DEFINITION, ANY, READ));
        grants.add(grant(Role.DESIGNER, Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, READ));
        Arrays.stream(Resources.values()).forEach(resource -> grants.add(grant(Role.ADMIN, resource, ANY, ALL)));
        return grants;
    }

    private static Grant grant(Role role, Resource resource, String id, Permission... permissions) {
        return new Grant(role, resource, id, List.of(permissions));
    }

    private void apply(Grant grant) {
        Authorization authorization = authorizations
                .createAuthorizationQuery()
                .groupIdIn(grant.role().group())
                .resourceType(grant.resource())
                .resourceId(grant.id())
                .authorizationType(Authorization.AUTH_TYPE_GRANT)
                .singleResult();
        if (authorization == null) {
            authorization = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            authorization.setGroupId(grant.role().group());
            authorization.setResource(grant.resource());
            authorization.setResourceId(grant.id());
        } else if (grant.permissions().stream().allMatch(authorization::isPermissionGranted)) {
            return;
        }
        grant.permissions().forEach(authorization::addPermission);
        authorizations.saveAuthorization(authorization);
    }
}
