package io.promisedesk.platform.engine;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.platform.StartRefused;
import org.junit.jupiter.api.Test;

class EngineSchemaTests {

    @Test
    void acceptsTablesOfItsOwnVersion() {
        assertThatNoException().isThrownBy(() -> EngineSchema.check("7.24.0", "7.24.0", "false"));
    }

    @Test
    void acceptsTablesOfAnotherPatch() {
        assertThatNoException().isThrownBy(() -> EngineSchema.check("7.24.0", "7.24.3", "false"));
    }

    @Test
    void acceptsAnEmptyDatabaseThatItMayFill() {
        assertThatNoException().isThrownBy(() -> EngineSchema.check(null, "7.24.0", "create"));
    }

    @Test
    void refusesAnEmptyDatabaseThatItMayNotFill() {
        assertThatThrownBy(() -> EngineSchema.check(null, "7.24.0", "false"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("docker compose run --rm setup");
    }

    @Test
    void refusesTablesOfAnotherVersion() {
        assertThatThrownBy(() -> EngineSchema.check("7.23.0", "7.24.0", "create"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("7.23.0")
                .hasMessageContaining("upgrade scripts");
    }
}
