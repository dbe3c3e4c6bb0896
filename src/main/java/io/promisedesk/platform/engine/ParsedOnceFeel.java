package io.promisedesk.platform.engine;

import camundajar.impl.scala.util.Either;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.function.CustomFunctionTransformer;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.FeelEngine.Failure;
import org.camunda.feel.context.Context;
import org.camunda.feel.syntaxtree.ConstBool;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.valuemapper.ValueMapper;

/**
 * FEEL as the engine ships it, but each cell of a decision table is parsed once instead of with every evaluation, and what
 * most cells say, that an input is one of some texts, is compared without it: both together were a fifth of the time it
 * takes to open a ticket. Expressions come from deployed decisions, so they are few.
 */
final class ParsedOnceFeel extends ScalaFeelEngine {

    private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z]*");
    private static final Pattern TEXTS = Pattern.compile("\\s*" + TEXT + "(\\s*,\\s*" + TEXT + ")*\\s*");

    /** Test &#8594; the texts one of which the input must be; empty where the test says anything else. */
    private final ConcurrentMap<String, Set<String>> texts = new ConcurrentHashMap<>();

    private ParsedOnceFeel() {
        super(List.of());
    }

    static FeelEngineFactory factory() {
        return ParsedOnceFeel::new;
    }

    @Override
    public boolean evaluateSimpleUnaryTests(String test, String inputVariable, VariableContext variables) {
        Set<String> accepted = texts.computeIfAbsent(test, ParsedOnceFeel::texts);
        if (!accepted.isEmpty()) {
            TypedValue input = variables.resolve(inputVariable);
            if (input != null && input.getValue() instanceof String text) {
                return accepted.contains(text);
            }
        }
        return super.evaluateSimpleUnaryTests(test, inputVariable, variables);
    }

    /** Most inputs are one variable, and most variables texts. */
    @Override
    @SuppressWarnings("unchecked") // As the method it overrides does.
    public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
        if (NAME.matcher(expression).matches()) {
            TypedValue variable = variables.resolve(expression);
            if (variable != null && variable.getValue() instanceof String text) {
                return (T) text;
            }
        }
        return super.evaluateSimpleExpression(expression, variables);
    }

    private static Set<String> texts(String test) {
        return TEXTS.matcher(test).matches()
                ? TEXT.matcher(test).results().map(text -> text.group(1)).collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    @Override
    protected FeelEngine buildFeelEngine(CustomFunctionTransformer functions, ValueMapper.CompositeValueMapper values) {
        return new ParsingOnce(super.buildFeelEngine(functions, values));
    }

    private static final class ParsingOnce extends FeelEngine {

        private final ConcurrentMap<String, Either<Failure, ParsedExpression>> expressions = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Either<Failure, ParsedExpression>> unaryTests = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Either<Failure, Object>> constants = new ConcurrentHashMap<>();

        ParsingOnce(FeelEngine like) {
            super(like.functionProvider(), like.valueMapper(), like.configuration(), like.clock());
        }

        @Override
        public Either<Failure, ParsedExpression> parseExpression(String expression) {
            return expressions.computeIfAbsent(expression, super::parseExpression);
        }

        @Override
        public Either<Failure, ParsedExpression> parseUnaryTests(String expression) {
            return unaryTests.computeIfAbsent(expression, super::parseUnaryTests);
        }

        /** Most outputs are a text, a number or a yes: nothing to evaluate, no context to build. */
        @Override
        public Either<Failure, Object> eval(ParsedExpression expression, Context context) {
            if (expression.expression() instanceof ConstString
                    || expression.expression() instanceof ConstNumber
                    || expression.expression() instanceof ConstBool) {
                return constants.computeIfAbsent(expression.text(), text -> super.eval(expression, context));
            }
            return super.eval(expression, context);
        }
    }
}
