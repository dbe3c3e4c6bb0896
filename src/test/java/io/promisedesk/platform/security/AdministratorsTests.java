package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.engine.EngineUsers;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Status;

@PromisedeskTest
class AdministratorsTests {

    @Autowired
    Administrators administrators;

    @Autowired
    DemoPasswords demoPasswords;

    @Autowired
    EngineUsers users;

    @Autowired
    IdentityService identity;

    @Test
    void createsTheFirstOneOnceAndLeavesThePasswordAlone() {
        try {
            administrators.create(new AdminSettings("root1", "correct horse battery", "Root", ""));
            administrators.create(new AdminSettings("root1", "another password", "Root", ""));

            assertThat(users.groupsOf("root1")).containsExactly("camunda-admin");
            assertThat(users.passwordMatches("root1", "correct horse battery")).isTrue();
        } finally {
            identity.deleteUser("root1");
        }
    }

    @Test
    void saysSoWhenThereIsNone() {
        assertThat(administrators.health().getStatus()).isEqualTo(Status.UP);
        identity.deleteMembership("admin", "camunda-admin");
        try {
            assertThat(administrators.health().getStatus()).isEqualTo(Status.DOWN);
        } finally {
            identity.createMembership("admin", "camunda-admin");
        }
    }

    @Test
    void recognisesADemoDatabase() {
        assertThat(demoPasswords.peopleWithDemoPassword()).contains("anna", "admin", "integrator");
    }
}
