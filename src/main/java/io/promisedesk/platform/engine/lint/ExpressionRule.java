package io.promisedesk.platform.engine.lint;

import io.promisedesk.platform.engine.OneOf;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.w3c.dom.Attr;

/**
 * Every expression is a call of a step that exists, or looks at a variable. Nothing else: whoever may write any
 * expression may run any code.
 */
final class ExpressionRule implements Rule {

    private static final String BUSINESS_KEY = "#{execution.processBusinessKey}";
    private static final Pattern CALL = Pattern.compile("\\$\\{\\s*(\\w+)\\.(\\w+)\\s*\\((.*)\\)\\s*}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\s*!?\\s*([A-Za-z_]\\w*)\\s*}");
    private static final Pattern COMPARISON =
            Pattern.compile("\\$\\{\\s*([A-Za-z_]\\w*)\\s*==\\s*('[^']*'|\"[^\"]*\")\\s*}");
    private static final String ARGUMENT = "(?:[A-Za-z_]\\w*|'[^']*'|\"[^\"]*\"|-?\\d+(?:\\.\\d+)?)";
    private static final Pattern ARGUMENTS =
            Pattern.compile("\\s*(?:" + ARGUMENT + "\\s*(?:,\\s*" + ARGUMENT + "\\s*)*)?");
    private static final String FORMS =
            "Use ${bean.method(arguments)}, ${variable}, ${!variable} or ${variable == 'text'}; anything more belongs into a step.";

    /** What the engine does with the result. */
    private enum Use {
        ANY,
        TIMER,
        CONDITION
    }

    private final Map<String, Class<?>> steps;

    ExpressionRule(Map<String, Class<?>> steps) {
        this.steps = steps;
    }

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        diagram.elements().forEach(element -> {
            element.attributes().forEach(attribute -> check(diagram, element, attribute, set, findings));
            String text = element.text();
            Use use = useOf(element);
            if (isExpression(text) || use == Use.CONDITION) {
                check(diagram, element, text, use, set, findings);
            }
        });
    }

    private void check(ModelFile diagram, ModelElement element, Attr attribute, ModelSet set, Findings findings) {
        String value = attribute.getValue().strip();
        boolean businessKey = value.equals(BUSINESS_KEY)
                && element.kind().equals("in")
                && "businessKey".equals(attribute.getLocalName());
        if (isExpression(value) && !businessKey) {
            check(diagram, element, value, Use.ANY, set, findings);
        } else if ("expression".equals(attribute.getLocalName()) && element.isBpmn() && !businessKey) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The expression \"" + value + "\" is only a text, nothing would be called.",
                    "Write it as ${bean.method(arguments)}.");
        }
    }

    private static Use useOf(ModelElement element) {
        return switch (element.kind()) {
            case "timeDate", "timeDuration", "timeCycle" -> Use.TIMER;
            case "conditionExpression" -> Use.CONDITION;
            default -> Use.ANY;
        };
    }

    private static boolean isExpression(String value) {
        return value.contains("${") || value.contains("#{");
    }

    private void check(
            ModelFile diagram, ModelElement element, String expression, Use use, ModelSet set, Findings findings) {
        Matcher call = CALL.matcher(expression);
        Matcher variable = VARIABLE.matcher(expression);
        Matcher comparison = COMPARISON.matcher(expression);
        if (call.matches() && ARGUMENTS.matcher(call.group(3)).matches()) {
            checkCall(diagram, element, expression, call, use, set, findings);
        } else if (variable.matches() || comparison.matches()) {
            String name = variable.matches() ? variable.group(1) : comparison.group(1);
            if (steps.containsKey(name)) {
                findings.error(
                        diagram.name(),
                        element.shape(),
                        "The expression " + expression + " names the step bean " + name + " but none of its methods.",
                        "Write ${" + name + ".method(arguments)}; it has " + methodsOf(steps.get(name)) + ".");
            }
        } else {
            findings.error(
                    diagram.name(), element.shape(), "The expression \"" + expression + "\" is not allowed.", FORMS);
        }
    }

    private void checkCall(
            ModelFile diagram,
            ModelElement element,
            String expression,
            Matcher call,
            Use use,
            ModelSet set,
            Findings findings) {
        String bean = call.group(1);
        String name = call.group(2);
        int arguments = arguments(call.group(3)).size();
        Class<?> type = steps.get(bean);
        if (type == null) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The expression " + expression + " calls " + bean + ", which the application does not have.",
                    steps.isEmpty()
                            ? "There are no steps at all."
                            : "Use one of " + String.join(", ", new TreeSet<>(steps.keySet())) + ".");
            return;
        }
        List<Method> named = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .toList();
        List<Method> fitting = named.stream()
                .filter(method -> method.getParameterCount() == arguments)
                .toList();
        if (!Modifier.isPublic(type.getModifiers())) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The class behind " + bean + " is not public, so " + expression + " cannot call it.",
                    "This is for a programmer: make the class public.");
        } else if (named.isEmpty()) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The expression " + expression + " calls " + name + ", which " + bean + " does not have.",
                    "It has " + methodsOf(type) + ".");
        } else if (fitting.isEmpty()) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The expression " + expression + " passes " + arguments + (arguments == 1 ? " value" : " values")
                            + ", but the step takes another number of them.",
                    "Write " + named.stream().map(ExpressionRule::signature).collect(Collectors.joining(" or ")) + ".");
        } else {
            checkResult(diagram, element, expression, fitting, use, findings);
            checkTexts(diagram, element, call.group(3), fitting.get(0), set, findings);
        }
    }

    /** Where a step knows a few words only, another one would make it fail or do nothing, long after the change. */
    private static void checkTexts(
            ModelFile diagram, ModelElement element, String passed, Method step, ModelSet set, Findings findings) {
        List<String> arguments = arguments(passed);
        for (int i = 0; i < arguments.size(); i++) {
            OneOf known = step.getParameters()[i].getAnnotation(OneOf.class);
            if (known == null) {
                continue;
            }
            Set<String> words = new LinkedHashSet<>(Arrays.asList(known.value()));
            String argument = arguments.get(i);
            if (argument.startsWith("'") || argument.startsWith("\"")) {
                checkText(diagram, element, argument.substring(1, argument.length() - 1), step, words, findings);
            } else {
                checkCallers(diagram, argument, step, words, set, findings);
            }
        }
    }

    private static void checkText(
            ModelFile diagram, ModelElement element, String text, Method step, Set<String> words, Findings findings) {
        if (!words.contains(text)) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "It passes '" + text + "' to the step " + step.getName() + ", which does not know that word.",
                    "Write "
                            + Rule.oneOf(
                                    words.stream().map(word -> "'" + word + "'").toList()) + ".");
        }
    }

    /** The variable may come from a call activity, where the word stands as it is. */
    private static void checkCallers(
            ModelFile called, String variable, Method step, Set<String> words, ModelSet set, Findings findings) {
        Set<String> ids = called.processes().stream().map(ModelElement::id).collect(Collectors.toSet());
        for (ModelFile diagram : set.diagrams()) {
            diagram.elements()
                    .filter(element -> element.is("callActivity"))
                    .filter(element ->
                            ids.contains(element.attribute("calledElement").orElse(null)))
                    .forEach(caller -> caller.extensions("in")
                            .filter(in -> in.attribute("target").orElse("").equals(variable))
                            .flatMap(in -> in.attribute("sourceExpression").stream())
                            .filter(text -> !isExpression(text))
                            .forEach(text -> checkText(diagram, caller, text, step, words, findings)));
        }
    }

    private static List<String> arguments(String passed) {
        return Pattern.compile(ARGUMENT)
                .matcher(passed)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static void checkResult(
            ModelFile diagram,
            ModelElement element,
            String expression,
            List<Method> fitting,
            Use use,
            Findings findings) {
        Class<?> result = ClassUtils.resolvePrimitiveIfNecessary(fitting.get(0).getReturnType());
        if (use == Use.TIMER && result != String.class && !Date.class.isAssignableFrom(result)) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The step in " + expression + " gives no date, so the timer could not start.",
                    "Use a step whose result is a date.");
        } else if (use == Use.CONDITION && result != Boolean.class && result != Object.class) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "The step in " + expression + " does not answer with yes or no.",
                    "Use a step whose result is true or false.");
        }
    }

    private static String methodsOf(@Nullable Class<?> type) {
        return type == null
                ? "none"
                : Arrays.stream(type.getMethods())
                        .filter(method -> method.getDeclaringClass() != Object.class && !method.isBridge())
                        .map(ExpressionRule::signature)
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameters())
                        .map(Parameter::getName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
