package io.promisedesk.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped FEEL is the reference: ours says the same, the second time as well. */
class ParsedOnceFeelTests {

    private final FeelEngine ours = ParsedOnceFeel.factory().createInstance();
    private final FeelEngine reference = new ScalaFeelEngineFactory(List.of()).createInstance();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"PT4H\"",
                "\"with \\\"quotes\\\"\"",
                "\"\"",
                "75",
                "false",
                "null",
                "subject",
                "lower case(subject)",
                "if subject = \"Invoice\" then \"billing\" else \"general\"",
                "missing"
            })
    void saysWhatTheShippedEngineSays(String expression) {
        for (String subject : List.of("Invoice", "Login", "")) {
            assertThat((Object) ours.evaluateSimpleExpression(expression, facts(subject)))
                    .isEqualTo(reference.evaluateSimpleExpression(expression, facts(subject)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "\"Invoice\"",
                " \"Invoice\" ,\"Login\" ",
                "\"Invoice, Login\"",
                "\"In\\\"voice\"",
                "\"\"",
                "not(\"Login\")",
                "contains(?, \"voice\")",
                "null"
            })
    void decidesAsTheShippedEngineDecides(String test) {
        for (String subject : Arrays.asList("Invoice", "Login", "Invoice, Login", "", null)) {
            assertThat(ours.evaluateSimpleUnaryTests(test, "subject", facts(subject)))
                    .isEqualTo(reference.evaluateSimpleUnaryTests(test, "subject", facts(subject)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "1 +", "if x"})
    void refusesWhatCannotBeParsedEachTime(String expression) {
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> ours.evaluateSimpleExpression(expression, facts("Invoice")))
                    .hasMessageContaining("FEEL");
        }
    }

    private static VariableContext facts(@Nullable String subject) {
        return Variables.createVariables().putValue("subject", subject).asVariableContext();
    }
}
