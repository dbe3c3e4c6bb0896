package io.promisedesk.platform.engine.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.PromisedeskTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What only the engine knows is wrong reads like a finding too, and parsing leaves nothing behind. */
@PromisedeskTest
class EngineParseTests {

    @Autowired
    ModelLint lint;

    @Test
    void tellsWhatTheEngineHasAgainstADiagram() {
        String diagram = ModelLintTests.GREETING.replace("targetRef=\"event_greeted\"", "targetRef=\"event_gone\"");

        assertThat(lint.check(Map.of(ModelLintTests.DIAGRAM, bytes(diagram)))).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(ModelLintTests.DIAGRAM);
            assertThat(finding.problem())
                    .startsWith("The engine cannot read it: ")
                    .contains("event_gone")
                    .contains("(line ");
            assertThat(finding.element()).isEqualTo("flow_4");
        });
    }

    @Test
    void tellsWhatTheEngineHasAgainstADecisionTable() {
        String table = ModelLintTests.TONE.replace("hitPolicy=\"FIRST\"", "hitPolicy=\"COLLECT\" aggregation=\"NONE\"");

        assertThat(lint.check(Map.of(ModelLintTests.TABLE, bytes(table)))).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(ModelLintTests.TABLE);
            assertThat(finding.problem())
                    .startsWith("The engine cannot read it: ")
                    .contains("NONE");
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
