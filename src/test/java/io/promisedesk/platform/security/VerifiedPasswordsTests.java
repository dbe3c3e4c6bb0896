package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VerifiedPasswordsTests {

    private final VerifiedPasswords passwords = new VerifiedPasswords(Duration.ofMinutes(1));

    @Test
    void knowsThePasswordThatWasFoundRightAndNoOther() {
        passwords.remember("anna", "right");

        assertThat(passwords.knows("anna", "right")).isTrue();
        assertThat(passwords.knows("anna", "wrong")).isFalse();
        assertThat(passwords.knows("boris", "right")).isFalse();
    }

    @Test
    void checksEachPasswordAgainOnceSomebodyHasGuessed() {
        passwords.remember("anna", "right");

        passwords.distrust("anna");
        assertThat(passwords.knows("anna", "right")).isFalse();

        passwords.remember("anna", "right");
        assertThat(passwords.knows("anna", "right")).isFalse();
    }

    @Test
    void forgetsAtOnceWhereNothingShallBeRemembered() {
        var forgetful = new VerifiedPasswords(Duration.ZERO);

        forgetful.remember("anna", "right");

        assertThat(forgetful.knows("anna", "right")).isFalse();
    }
}
