package io.promisedesk.platform.engine.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.platform.engine.OneOf;
import io.promisedesk.platform.engine.ProcessContract;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule can fail, and says so in words; the sample as it stands is without fault. */
class ModelLintTests {

    static final String DIAGRAM = "processes/greeting/greeting.bpmn";
    static final String TABLE = "processes/greeting/tone.dmn";
    static final String FORM = "forms/greeting/greet.form";

    static final String GREETING =
            """
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="test" modeler:executionPlatform="Camunda Platform">
              <bpmn:process id="greeting" name="Greeting" isExecutable="true" camunda:historyTimeToLive="P1D">
                <bpmn:startEvent id="event_arrived" name="Customer arrived" />
                <bpmn:sequenceFlow id="flow_1" sourceRef="event_arrived" targetRef="rule_tone" />
                <bpmn:businessRuleTask id="rule_tone" name="Choose tone" camunda:decisionRef="tone" camunda:decisionRefBinding="deployment" camunda:resultVariable="tone" camunda:mapDecisionResult="singleEntry" />
                <bpmn:sequenceFlow id="flow_2" sourceRef="rule_tone" targetRef="userTask_greet" />
                <bpmn:userTask id="userTask_greet" name="Greet" camunda:formRef="greet" camunda:formRefBinding="deployment" camunda:assignee="${owner}">
                  <bpmn:documentation>Say hello.</bpmn:documentation>
                  <bpmn:extensionElements>
                    <camunda:properties><camunda:property name="kpi.stage" value="work" /></camunda:properties>
                  </bpmn:extensionElements>
                </bpmn:userTask>
                <bpmn:sequenceFlow id="flow_3" sourceRef="userTask_greet" targetRef="gateway_polite" />
                <bpmn:exclusiveGateway id="gateway_polite" name="Polite?" default="flow_no" />
                <bpmn:sequenceFlow id="flow_yes" name="Yes" sourceRef="gateway_polite" targetRef="serviceTask_record">
                  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${tone == 'polite'}</bpmn:conditionExpression>
                </bpmn:sequenceFlow>
                <bpmn:sequenceFlow id="flow_no" name="No" sourceRef="gateway_polite" targetRef="userTask_greet" />
                <bpmn:serviceTask id="serviceTask_record" name="Record greeting" camunda:expression="${greetingSteps.record(execution, 'hello')}" />
                <bpmn:sequenceFlow id="flow_4" sourceRef="serviceTask_record" targetRef="event_greeted" />
                <bpmn:endEvent id="event_greeted" name="Greeted" />
                <bpmn:boundaryEvent id="event_late" name="Late" attachedToRef="userTask_greet">
                  <bpmn:extensionElements>
                    <camunda:failedJobRetryTimeCycle>PT1M,PT5M</camunda:failedJobRetryTimeCycle>
                  </bpmn:extensionElements>
                  <bpmn:timerEventDefinition id="late_definition">
                    <bpmn:timeDate xsi:type="bpmn:tFormalExpression">${greetingSteps.due(execution)}</bpmn:timeDate>
                  </bpmn:timerEventDefinition>
                </bpmn:boundaryEvent>
                <bpmn:sequenceFlow id="flow_5" sourceRef="event_late" targetRef="callActivity_again" />
                <bpmn:callActivity id="callActivity_again" name="Again" calledElement="greeting">
                  <bpmn:extensionElements><camunda:in businessKey="#{execution.processBusinessKey}" /></bpmn:extensionElements>
                </bpmn:callActivity>
                <bpmn:boundaryEvent id="event_left" name="Customer left" attachedToRef="userTask_greet">
                  <bpmn:messageEventDefinition id="left_definition" messageRef="message_left" />
                </bpmn:boundaryEvent>
                <bpmn:sequenceFlow id="flow_6" sourceRef="event_left" targetRef="event_greeted" />
              </bpmn:process>
              <bpmn:message id="message_left" name="greeting.customerLeft" />
              <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="greeting">
                <bpmndi:BPMNShape id="s1" bpmnElement="event_arrived"><dc:Bounds x="100" y="100" width="36" height="36" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s2" bpmnElement="rule_tone"><dc:Bounds x="200" y="80" width="100" height="80" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s3" bpmnElement="userTask_greet"><dc:Bounds x="350" y="80" width="100" height="80" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s4" bpmnElement="gateway_polite"><dc:Bounds x="500" y="95" width="50" height="50" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s5" bpmnElement="serviceTask_record"><dc:Bounds x="600" y="80" width="100" height="80" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s6" bpmnElement="event_greeted"><dc:Bounds x="800" y="100" width="36" height="36" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s7" bpmnElement="event_late"><dc:Bounds x="380" y="142" width="36" height="36" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s8" bpmnElement="callActivity_again"><dc:Bounds x="450" y="220" width="100" height="80" /></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="s9" bpmnElement="event_left"><dc:Bounds x="420" y="62" width="36" height="36" /></bpmndi:BPMNShape>
              </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
            </bpmn:definitions>
            """;

    static final String TONE =
            """
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="tone_definitions" name="Tone" namespace="test">
              <decision id="tone" name="Tone">
                <decisionTable id="table" hitPolicy="FIRST">
                  <input id="input_hour" label="Hour"><inputExpression id="hour" typeRef="string"><text>hour</text></inputExpression></input>
                  <output id="output_tone" name="tone" typeRef="string" />
                  <rule id="rule_1"><inputEntry id="in_1"><text>"late"</text></inputEntry><outputEntry id="out_1"><text>"short"</text></outputEntry></rule>
                  <rule id="rule_2"><inputEntry id="in_2"><text></text></inputEntry><outputEntry id="out_2"><text>"polite"</text></outputEntry></rule>
                </decisionTable>
              </decision>
            </definitions>
            """;

    static final String GREET =
            """
            {"id": "greet", "type": "default", "components": [{"key": "words", "label": "Words", "type": "textfield"}]}
            """;

    public static class GreetingSteps {

        public void record(DelegateExecution execution, @OneOf({"hello", "good morning"}) String words) {}

        public Date due(DelegateExecution execution) {
            return Date.from(Instant.EPOCH);
        }

        public String tell(DelegateExecution execution) {
            return "told";
        }
    }

    static class PoliteTone implements DecisionCheck {

        @Override
        public String decision() {
            return "tone";
        }

        @Override
        public void check(DecisionTable table, Complaint complaint) {
            assertThat(table.asked("hour")).containsExactly("late");
            Object tone = table.answer(Map.of("hour", "noon")).get(0).get("tone");
            if (!"polite".equals(tone)) {
                complaint.error("At noon the tone is " + tone + ".", "Be polite.");
            }
        }
    }

    static class HiddenSteps {

        public void record() {}
    }

    final Map<String, byte[]> files = new HashMap<>();

    ModelLintTests() {
        files.put(DIAGRAM, bytes(GREETING));
        files.put(TABLE, bytes(TONE));
        files.put(FORM, bytes(GREET));
    }

    @Test
    void findsNothingInASoundSet() {
        assertThat(lint()).isEmpty();
    }

    // Expressions

    @Test
    void findsAStepBeanThatDoesNotExist() {
        diagram("greetingSteps.record(", "greetingStep.record(");

        error(
                "serviceTask_record",
                "The expression ${greetingStep.record(execution, 'hello')} calls greetingStep, which the application does not have.",
                "Use one of greetingSteps, hiddenSteps.");
    }

    @Test
    void findsAMethodThatDoesNotExist() {
        diagram("greetingSteps.record(", "greetingSteps.recrod(");

        error("serviceTask_record", "calls recrod, which greetingSteps does not have", "record(execution, words)");
    }

    @Test
    void findsAWrongNumberOfArguments() {
        diagram("record(execution, 'hello')", "record(execution)");

        error("serviceTask_record", "passes 1 value", "Write record(execution, words).");
    }

    @Test
    void findsAWordThatTheStepDoesNotKnow() {
        diagram("'hello'", "'helo'");

        error("serviceTask_record", "passes 'helo' to the step record", "Write 'hello' or 'good morning'.");
    }

    @Test
    void findsAWordThatACalledStepDoesNotKnow() {
        files.put(
                DIAGRAM,
                bytes(GREETING.replace("execution, 'hello'", "execution, words")
                        .replace(
                                "<camunda:in businessKey",
                                "<camunda:in sourceExpression=\"helo\" target=\"words\" /><camunda:in businessKey")));

        error("callActivity_again", "passes 'helo' to the step record", "Write 'hello' or 'good morning'.");
    }

    @Test
    void findsAStepThatIsNotPublic() {
        diagram("greetingSteps.record(execution, 'hello')", "hiddenSteps.record()");

        error("serviceTask_record", "is not public", "make the class public");
    }

    @Test
    void findsAnExpressionThatRunsCode() {
        diagram("${owner}", "${''.getClass().forName('java.lang.Runtime')}");

        error("userTask_greet", "is not allowed", "Use ${bean.method(arguments)}");
    }

    @Test
    void findsAnExpressionThatHidesInTheArguments() {
        diagram("record(execution, 'hello')", "record(execution, execution.setVariable('a', 1))");

        error("serviceTask_record", "is not allowed", "Use ${bean.method(arguments)}");
    }

    @Test
    void findsAnExpressionThatCalculates() {
        diagram("${tone == 'polite'}", "${tone == 'polite' || nice}");

        error("flow_yes", "is not allowed", "belongs into a step");
    }

    @Test
    void findsAnExpressionInADescription() {
        diagram("Say hello.", "Say ${greetingSteps.tell(execution)}!");

        error("userTask_greet", "is not allowed", "Use ${bean.method(arguments)}");
    }

    @Test
    void findsAnExpressionThatIsOnlyAText() {
        diagram("${greetingSteps.record(execution, 'hello')}", "greetingSteps.record(execution, 'hello')");

        error("serviceTask_record", "is only a text", "Write it as ${bean.method(arguments)}.");
    }

    @Test
    void findsAStepWithoutItsMethod() {
        diagram("${owner}", "${greetingSteps}");

        error("userTask_greet", "none of its methods", "due(execution)");
    }

    @Test
    void findsATimerWhoseStepGivesNoDate() {
        diagram("greetingSteps.due(execution)", "greetingSteps.record(execution, 'x')");

        error("event_late", "gives no date", "whose result is a date");
    }

    @Test
    void findsAConditionThatDoesNotAnswerYesOrNo() {
        diagram("${tone == 'polite'}", "${greetingSteps.tell(execution)}");

        error("flow_yes", "does not answer with yes or no", "true or false");
    }

    // References

    @Test
    void findsAFormThatDoesNotExist() {
        diagram("formRef=\"greet\"", "formRef=\"greets\"");

        error("userTask_greet", "Its form \"greets\" does not exist.", "greets.form below forms/");
    }

    @Test
    void findsAUserTaskWithoutForm() {
        diagram("camunda:formRef=\"greet\" camunda:formRefBinding=\"deployment\"", "");

        error("userTask_greet", "It has no form", "Camunda Forms");
    }

    @Test
    void findsAFormThatWouldChangeUnderOpenTasks() {
        diagram("formRefBinding=\"deployment\"", "formRefBinding=\"latest\"");

        error("userTask_greet", "not bound to the deployment", "Forms > Binding");
    }

    @Test
    void findsACalledProcessThatDoesNotExist() {
        diagram("calledElement=\"greeting\"", "calledElement=\"farewell\"");

        error("callActivity_again", "calls the process \"farewell\", which does not exist", "Choose one of greeting.");
    }

    @Test
    void findsADecisionThatDoesNotExist() {
        diagram("decisionRef=\"tone\"", "decisionRef=\"mood\"");

        error("rule_tone", "asks the decision \"mood\", which does not exist", "Choose one of tone.");
    }

    // What the application counts on

    @Test
    void findsAMessageThatNobodySends() {
        diagram("greeting.customerLeft", "greeting.customerGone");

        error(
                "event_left",
                "waits for the message \"greeting.customerGone\", which nobody sends",
                "greeting.customerLeft");
    }

    @Test
    void findsAMessageThatNobodyWaitsFor() {
        diagram("<bpmn:messageEventDefinition id=\"left_definition\" messageRef=\"message_left\" />", "");

        error(null, "The application sends the message \"greeting.customerLeft\"", "wait for it again");
    }

    @Test
    void findsThatAnElementOfTheContractIsGone() {
        diagram("userTask_greet", "userTask_welcome");

        error(null, "The element with the id userTask_greet is gone", "Give that id");
    }

    @Test
    void findsThatAProcessOfTheContractIsGone() {
        files.remove(DIAGRAM);

        error(null, "The process greeting is missing", "Put greeting.bpmn back.");
    }

    // Marks

    @Test
    void findsAStageThatDoesNotExist() {
        diagram("value=\"work\"", "value=\"working\"");

        error("userTask_greet", "kpi.stage has the value \"working\"", "Choose queue, work,");
    }

    @Test
    void findsAMilestoneThatDoesNotExist() {
        diagram("name=\"kpi.stage\" value=\"work\"", "name=\"kpi.milestone\" value=\"solved\"");

        error("userTask_greet", "kpi.milestone has the value \"solved\"", "received, reply, resolved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4 hours", "", "P1M", "P1Y", "PT0S", "-PT4H", "PT", "4H", "PT4"})
    void findsATargetThatIsNoLengthOfTime(String target) {
        diagram("name=\"kpi.stage\" value=\"work\"", "name=\"kpi.target\" value=\"" + target + "\"");

        error("userTask_greet", "kpi.target has the value \"" + target + "\", which is no length of time", "PT4H");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT4H", "P2D", "P1DT12H", "PT1H30M", "PT90S"})
    void takesATarget(String target) {
        diagram("name=\"kpi.stage\" value=\"work\"", "name=\"kpi.target\" value=\"" + target + "\"");

        assertThat(lint()).isEmpty();
    }

    @Test
    void findsAMarkThatDoesNotExist() {
        diagram("kpi.stage", "kpi.phase");

        error("userTask_greet", "There is no mark \"kpi.phase\".", "Use kpi.stage");
    }

    // Code

    @Test
    void findsAScriptTask() {
        diagram(
                "<bpmn:serviceTask id=\"serviceTask_record\" name=\"Record greeting\" camunda:expression=\"${greetingSteps.record(execution, 'hello')}\" />",
                "<bpmn:scriptTask id=\"serviceTask_record\" name=\"Record\" scriptFormat=\"groovy\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>");

        error("serviceTask_record", "It is a script task.", "Make it a service task.");
    }

    @Test
    void findsAJavaClass() {
        diagram(
                "camunda:expression=\"${greetingSteps.record(execution, 'hello')}\"",
                "camunda:class=\"java.lang.String\"");

        error("serviceTask_record", "names a Java class", "with a step");
    }

    @Test
    void findsADelegateExpression() {
        diagram(
                "camunda:expression=\"${greetingSteps.record(execution, 'hello')}\"",
                "camunda:delegateExpression=\"${x}\"");

        error("serviceTask_record", "uses a delegate expression", "with a step");
    }

    @Test
    void findsAnExternalTask() {
        diagram(
                "camunda:expression=\"${greetingSteps.record(execution, 'hello')}\"",
                "camunda:type=\"external\" camunda:topic=\"greet\"");

        error("serviceTask_record", "uses the implementation type \"external\"", "with a step");
    }

    @Test
    void findsAListener() {
        diagram(
                "<camunda:properties>",
                "<camunda:taskListener event=\"create\" expression=\"${owner}\" /><camunda:properties>");

        error("userTask_greet", "has a task listener", "Remove it");
    }

    @Test
    void findsAScriptInAParameter() {
        diagram(
                "<camunda:properties>",
                "<camunda:inputOutput><camunda:inputParameter name=\"a\"><camunda:script scriptFormat=\"groovy\">1</camunda:script></camunda:inputParameter></camunda:inputOutput><camunda:properties>");

        error("userTask_greet", "contains a script", "into a step");
    }

    @Test
    void findsAScriptAsCondition() {
        diagram("<bpmn:conditionExpression ", "<bpmn:conditionExpression language=\"groovy\" ");

        error("flow_yes", "condition is a script", "Condition > Type");
    }

    @Test
    void findsAConnector() {
        diagram(
                "<camunda:properties>",
                "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector><camunda:properties>");

        error("userTask_greet", "uses a connector", "with a step");
    }

    @Test
    void findsAnEmbeddedForm() {
        diagram(
                "camunda:formRef=\"greet\" camunda:formRefBinding=\"deployment\"",
                "camunda:formKey=\"embedded:app:x.html\"");

        error("userTask_greet", "uses a form key", "Camunda Forms");
    }

    // Operation

    @Test
    void findsAHistoryThatIsKeptForEver() {
        diagram(" camunda:historyTimeToLive=\"P1D\"", "");

        error("greeting", "how long its history is kept", "P730D");
    }

    @Test
    void acceptsTheEnginesTimeToLive() {
        diagram(" camunda:historyTimeToLive=\"P1D\"", "");

        assertThat(lint(true)).isEmpty();
    }

    @Test
    void findsAJobWithoutPlanForFailures() {
        diagram("<camunda:failedJobRetryTimeCycle>PT1M,PT5M</camunda:failedJobRetryTimeCycle>", "");

        advice("event_late", "without a plan for failures", "Retry time cycle");
    }

    @Test
    void findsATimerThatCannotBeRead() {
        diagram(
                "<bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">${greetingSteps.due(execution)}</bpmn:timeDate>",
                "<bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">4 hours</bpmn:timeDuration>");

        error("event_late", "\"4 hours\", which cannot be read", "PT4H");
    }

    @Test
    void findsAProcessThatIsNotCalledLikeItsFile() {
        files.put("processes/greeting/hello.bpmn", files.remove(DIAGRAM));

        error("greeting", "File and process have different names.", "greeting.bpmn");
    }

    @Test
    void findsTwoProcessesWithOneId() {
        files.put("processes/copy/greeting.bpmn", bytes(GREETING));

        assertThat(lint()).anySatisfy(finding -> assertThat(finding.problem()).contains("2 processes with this id"));
    }

    @Test
    void findsAProcessThatCannotBeExecuted() {
        diagram("isExecutable=\"true\"", "isExecutable=\"false\"");

        error("greeting", "not executable", "Executable");
    }

    @Test
    void findsADiagramOfAnotherEngine() {
        diagram("\"Camunda Platform\"", "\"Camunda Cloud\"");

        error(null, "drawn for Camunda 8", "Camunda Platform 7");
    }

    // Readability

    @Test
    void findsAUserTaskThatDoesNotSayWhatToDo() {
        diagram("<bpmn:documentation>Say hello.</bpmn:documentation>", "");

        advice("userTask_greet", "Nothing says what to do here.", "Element documentation");
    }

    @Test
    void findsAnIdThatSaysNothing() {
        diagram("serviceTask_record", "Activity_0x1f2a");

        advice("Activity_0x1f2a", "does not say what it is", "serviceTask_");
    }

    @Test
    void findsATaskWithoutLabel() {
        diagram(" name=\"Record greeting\"", "");

        advice("serviceTask_record", "It has no label.", "Call customer");
    }

    @Test
    void findsAGatewayThatAsksNothing() {
        diagram("name=\"Polite?\"", "name=\"Check\"");

        advice("gateway_polite", "It asks no question.", "Solved?");
    }

    @Test
    void findsAnAnswerWithoutLabel() {
        diagram("id=\"flow_yes\" name=\"Yes\"", "id=\"flow_yes\"");

        advice("flow_yes", "without an answer", "Yes");
    }

    @Test
    void findsAFlowFromRightToLeft() {
        diagram("<dc:Bounds x=\"800\"", "<dc:Bounds x=\"80\"");

        advice("flow_4", "from right to left", "only loops run back");
    }

    @Test
    void findsAnElementThatIsNotDrawn() {
        diagram("bpmnElement=\"serviceTask_record\"", "bpmnElement=\"somethingElse\"");

        advice("serviceTask_record", "not drawn", "Draw it");
    }

    // Forms

    @Test
    void findsAFormThatIsHalfWritten() {
        files.put(FORM, bytes(GREET.substring(0, 40)));

        assertThat(lint()).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(FORM);
            assertThat(finding.problem()).contains("no complete JSON (line 1, column");
        });
    }

    @Test
    void findsAFormThatIsNotCalledLikeItsFile() {
        files.put(FORM, bytes(GREET.replace("\"greet\"", "\"grete\"")));

        assertThat(lint()).anySatisfy(finding -> assertThat(finding.problem()).contains("the form's id is \"grete\""));
    }

    @Test
    void findsAFieldThatTasklistCannotShow() {
        files.put(FORM, bytes(GREET.replace("textfield", "filepicker")));

        error(null, "of the type filepicker", "another type");
    }

    @Test
    void findsTwoFieldsWithOneKey() {
        String field = "{\"key\": \"words\", \"label\": \"Words\", \"type\": \"textfield\"}";
        files.put(FORM, bytes(GREET.replace(field, field + "," + field)));

        error(null, "Two fields have the key words", "of its own");
    }

    @Test
    void findsAFieldWithoutLabel() {
        files.put(FORM, bytes(GREET.replace("\"Words\"", "\"\"")));

        advice(null, "The field words has no label.", "Say what");
    }

    @Test
    void findsAFormThatNobodyShows() {
        files.put("forms/other.form", bytes(GREET.replace("\"greet\"", "\"other\"")));

        advice(null, "No process shows this form.", "remove it");
    }

    // Decision tables

    @Test
    void findsATextWithoutQuotes() {
        files.put(TABLE, bytes(TONE.replace("\"polite\"", "polite")));

        error("tone", "Row 2 says polite without quotes", "Write \"polite\".");
    }

    @Test
    void findsACellInAnotherLanguage() {
        files.put(
                TABLE,
                bytes(TONE.replace(
                        "<inputEntry id=\"in_1\">", "<inputEntry id=\"in_1\" expressionLanguage=\"groovy\">")));

        error("tone", "written in groovy", "FEEL");
    }

    @Test
    void findsADecisionThatIsNotCalledLikeItsFile() {
        files.put("processes/greeting/mood.dmn", files.remove(TABLE));

        error(null, "has the name of the file", "tone.dmn");
    }

    @Test
    void asksTheRoomWhetherItUnderstandsTheAnswers() {
        files.put(TABLE, bytes(TONE.replace("\"polite\"", "\"rude\"")));

        error("tone", "At noon the tone is rude.", "Be polite.");
    }

    @Test
    void triesNoTableThatIsFaultyAlready() {
        files.put(
                TABLE,
                bytes(TONE.replace("\"polite\"", "\"rude\"")
                        .replace(
                                "<inputEntry id=\"in_1\">", "<inputEntry id=\"in_1\" expressionLanguage=\"groovy\">")));

        assertThat(lint()).noneMatch(finding -> finding.problem().contains("At noon"));
    }

    // Files

    @Test
    void findsADiagramThatIsHalfWritten() {
        files.put(DIAGRAM, bytes(GREETING.substring(0, GREETING.length() / 2)));

        List<Finding> findings = lint();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(DIAGRAM);
            assertThat(finding.problem()).contains("no complete XML (line");
        });
        assertThat(findings)
                .noneSatisfy(finding -> assertThat(finding.problem()).contains("is missing"));
    }

    @Test
    void refusesADoctype() {
        diagram("<bpmn:definitions", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><bpmn:definitions");

        assertThat(lint()).anySatisfy(finding -> assertThat(finding.problem()).contains("DOCTYPE"));
    }

    @Test
    void speaksInOneLine() {
        diagram("formRef=\"greet\"", "formRef=\"greets\"");

        assertThat(lint().get(0))
                .hasToString(
                        "processes/greeting/greeting.bpmn, userTask_greet \"Greet\": Its form \"greets\" does not exist. Save a form with the id greets as greets.form below forms/, or choose another one.");
    }

    @Test
    void findsExpressionsOfAnOldVersionThatNoLongerResolve() {
        ModelLint newer = new ModelLint(new Vocabulary(Map.of(), List.of(), true), null);

        assertThat(newer.checkExpressions("greeting.bpmn (version 1)", bytes(GREETING)))
                .extracting(Finding::element)
                .contains("serviceTask_record", "event_late");
    }

    private void diagram(String from, String to) {
        assertThat(GREETING).contains(from);
        files.put(DIAGRAM, bytes(GREETING.replace(from, to)));
    }

    private void error(@Nullable String element, String problem, String remedy) {
        expect(Finding.Severity.ERROR, element, problem, remedy);
    }

    private void advice(@Nullable String element, String problem, String remedy) {
        expect(Finding.Severity.ADVICE, element, problem, remedy);
    }

    private void expect(Finding.Severity severity, @Nullable String element, String problem, String remedy) {
        assertThat(lint()).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.element()).isEqualTo(element);
            assertThat(finding.problem()).contains(problem);
            assertThat(finding.remedy()).contains(remedy);
        });
    }

    private List<Finding> lint() {
        return lint(false);
    }

    private List<Finding> lint(boolean keepsHistoryByDefault) {
        return new ModelLint(
                        new Vocabulary(
                                Map.of("greetingSteps", GreetingSteps.class, "hiddenSteps", HiddenSteps.class),
                                List.of(new ProcessContract(
                                        "greeting",
                                        Set.of("greeting.customerLeft"),
                                        Set.of("userTask_greet", "event_late"))),
                                keepsHistoryByDefault),
                        null,
                        new PoliteTone())
                .check(files);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
