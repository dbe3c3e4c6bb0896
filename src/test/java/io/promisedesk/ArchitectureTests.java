package io.promisedesk;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.promisedesk.platform.engine.Steps;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** What keeps the code readable and the engine replaceable; each rule is shown to fail on {@code badexamples}. */
class ArchitectureTests {

    private static final int LINES_OF_A_STEP = 10;

    private static final List<ArchRule> RULES = List.of(
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..process..", "..platform.engine..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.camunda..")
                    .as("only ..process.. and platform.engine know the engine"),
            fields().should(not(beAnnotatedWith(Autowired.class)))
                    .andShould(not(beAnnotatedWith(Value.class)))
                    .as("nothing is injected into fields"),
            classes()
                    .that()
                    .areAnnotatedWith(Steps.class)
                    .should()
                    .bePublic()
                    .andShould()
                    .resideInAPackage("..process..")
                    .as("steps are public, or expressions cannot call them, and lie in ..process.."),
            methods()
                    .that()
                    .arePublic()
                    .and()
                    .areDeclaredInClassesThat()
                    .areAnnotatedWith(Steps.class)
                    .should(beShort())
                    .as("steps only hand over: at most " + LINES_OF_A_STEP + " lines that do something"),
            noClasses()
                    .should()
                    .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils)")
                    .as("names say what a class is for: no Impl, Manager, Helper or Util"),
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Desk")
                    .should()
                    .resideOutsideOfPackages("..web..", "..process..")
                    .as("a desk stands in its room, not in a back room"));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.promisedesk");
    private static final JavaClasses BAD_EXAMPLES = new ClassFileImporter().importPackages("badexamples");

    @TestFactory
    Stream<DynamicTest> isKept() {
        return RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(MAIN)));
    }

    @TestFactory
    Stream<DynamicTest> canFail() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> assertThat(
                                rule.evaluate(BAD_EXAMPLES).hasViolation())
                        .isTrue()));
    }

    private static ArchCondition<JavaMethod> beShort() {
        return new ArchCondition<>("be short") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                long lines = method.getAccessesFromSelf().stream()
                        .map(JavaAccess::getLineNumber)
                        .distinct()
                        .count();
                if (lines > LINES_OF_A_STEP) {
                    events.add(SimpleConditionEvent.violated(
                            method, method.getFullName() + " does something in " + lines + " lines"));
                }
            }
        };
    }
}
