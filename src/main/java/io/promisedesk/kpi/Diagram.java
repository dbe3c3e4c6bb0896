package io.promisedesk.kpi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A process as it is drawn: its elements and flows, with what the heat map needs to know of them.
 *
 * @param name label of the process, or null
 * @param xml the file, as the engine keeps it
 */
public record Diagram(@Nullable String name, String xml, List<Step> steps, List<Flow> flows) {

    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    private static final String BODY = "#multiInstanceBody";

    private static final Set<String> WAITING =
            Set.of("userTask", "receiveTask", "intermediateCatchEvent", "callActivity", "eventBasedGateway");

    private static final Set<String> SCOPES = Set.of("subProcess", "transaction", "adHocSubProcess");

    public Diagram {
        steps = List.copyOf(steps);
        flows = List.copyOf(flows);
    }

    /**
     * An element that tokens visit.
     *
     * @param kind as BPMN calls it, for example {@code userTask}
     * @param scope id of the sub-process or process around it
     * @param attachedTo of a boundary event, what it sits on
     * @param interrupting of a boundary event, whether it ends what it sits on
     * @param target {@code kpi.target}, or null
     * @param timed whether time passes in it
     * @param many whether it runs once per item of a list (multi-instance)
     * @param definition all that is said about it except where it stands, to tell whether it was changed
     */
    public record Step(
            String id,
            @Nullable String name,
            String kind,
            String scope,
            @Nullable String attachedTo,
            boolean interrupting,
            @Nullable String stage,
            @Nullable Duration target,
            boolean timed,
            boolean many,
            String definition) {

        /** What a flow into it meets first. */
        String entry() {
            return many ? id + BODY : id;
        }
    }

    /** A sequence flow. */
    public record Flow(String id, @Nullable String name, String source, String target, String definition) {}

    /** Reads the process of that id out of a file. */
    public static Diagram read(String process, String xml) {
        Element root = parse(xml);
        Element found = children(root)
                .filter(child -> is(child, "process") && process.equals(child.getAttribute("id")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process " + process));
        List<Step> steps = new ArrayList<>();
        List<Flow> flows = new ArrayList<>();
        collect(found, process, steps, flows);
        return new Diagram(name(found), xml, steps, flows);
    }

    public Optional<Step> step(String id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** Flows by which a token leaves an element. */
    public List<Flow> outgoing(String source) {
        return flows.stream().filter(flow -> flow.source().equals(source)).toList();
    }

    public List<Flow> incoming(String target) {
        return flows.stream().filter(flow -> flow.target().equals(target)).toList();
    }

    /** Whether the flow is one of several of which a token takes exactly one, so that it is read from the order of visits. */
    public boolean isChoice(Flow flow) {
        return outgoing(flow.source()).size() > 1
                && step(flow.source())
                        .filter(step -> step.kind().equals("exclusiveGateway")
                                || step.kind().equals("eventBasedGateway"))
                        .isPresent();
    }

    /** Whether it has other elements inside in which time passes. */
    public boolean holdsTimed(String scope) {
        return steps.stream().anyMatch(step -> step.scope().equals(scope) && (step.timed() || holdsTimed(step.id())));
    }

    private static void collect(Element scope, String scopeId, List<Step> steps, List<Flow> flows) {
        children(scope).filter(child -> BPMN.equals(child.getNamespaceURI())).forEach(child -> {
            if (is(child, "sequenceFlow")) {
                flows.add(new Flow(
                        child.getAttribute("id"),
                        name(child),
                        child.getAttribute("sourceRef"),
                        child.getAttribute("targetRef"),
                        definition(child)));
            } else if (isStep(child)) {
                steps.add(step(child, scopeId));
                collect(child, child.getAttribute("id"), steps, flows);
            }
        });
    }

    private static boolean isStep(Element element) {
        String kind = element.getLocalName();
        String lower = kind.toLowerCase(Locale.ROOT);
        return !element.getAttribute("id").isEmpty()
                && (lower.endsWith("task")
                        || lower.endsWith("gateway")
                        || lower.endsWith("event")
                        || SCOPES.contains(kind)
                        || kind.equals("callActivity"));
    }

    private static Step step(Element element, String scope) {
        String kind = element.getLocalName();
        String stage = property(element, "kpi.stage");
        Duration target = duration(property(element, "kpi.target"));
        boolean onEvent = "true".equals(element.getAttribute("triggeredByEvent"));
        boolean external = "external".equals(element.getAttributeNS(CAMUNDA, "type"));
        return new Step(
                element.getAttribute("id"),
                name(element),
                kind,
                scope,
                element.getAttribute("attachedToRef").isEmpty() ? null : element.getAttribute("attachedToRef"),
                !"false".equals(element.getAttribute("cancelActivity")),
                stage,
                target,
                WAITING.contains(kind)
                        || SCOPES.contains(kind) && !onEvent
                        || external
                        || stage != null
                        || target != null,
                children(element).anyMatch(child -> is(child, "multiInstanceLoopCharacteristics")),
                definition(element));
    }

    private static @Nullable String name(Element element) {
        String name = element.getAttribute("name").replaceAll("\\s+", " ").strip();
        return name.isEmpty() ? null : name;
    }

    private static @Nullable String property(Element element, String name) {
        return children(element)
                .filter(child -> is(child, "extensionElements"))
                .flatMap(Diagram::children)
                .filter(child -> CAMUNDA.equals(child.getNamespaceURI())
                        && child.getLocalName().equals("properties"))
                .flatMap(Diagram::children)
                .filter(child -> name.equals(child.getAttribute("name")))
                .map(child -> child.getAttribute("value").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** Null where it is no duration: the lint says so, and a model that was deployed past it must not stop the miner. */
    private static @Nullable Duration duration(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            long millis =
                    DatatypeFactory.newInstance().newDurationDayTime(value).getTimeInMillis(new java.util.Date(0));
            return millis > 0 ? Duration.ofMillis(millis) : null;
        } catch (IllegalArgumentException e) {
            return null;
        } catch (DatatypeConfigurationException e) {
            throw new IllegalStateException("every JDK has this", e);
        }
    }

    /** All that is said, in an order of its own: attributes by name, children that are neither steps nor ends of flows. */
    private static String definition(Element element) {
        StringBuilder text = new StringBuilder(element.getLocalName());
        NamedNodeMap attributes = element.getAttributes();
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                said.put(attribute.getLocalName(), attribute.getValue());
            }
        }
        said.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        text.append(' ').append(entry.getKey()).append('=').append(entry.getValue()));
        children(element)
                .filter(child -> !isStep(child)
                        && !is(child, "sequenceFlow")
                        && !is(child, "incoming")
                        && !is(child, "outgoing"))
                .map(Diagram::definition)
                .sorted(Comparator.naturalOrder())
                .forEach(child -> text.append('(').append(child).append(')'));
        if (children(element).findAny().isEmpty()) {
            text.append(' ').append(element.getTextContent().strip());
        }
        return text.toString();
    }

    private static boolean is(Element element, String name) {
        return BPMN.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    private static Stream<Element> children(Element parent) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast);
    }

    private static Element parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException("the engine keeps a diagram that cannot be read", e);
        }
    }
}
