package io.promisedesk.platform.engine.lint;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** An element of a diagram or a decision table, read from its XML. */
final class ModelElement {

    static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";

    private final Element xml;

    ModelElement(Element xml) {
        this.xml = xml;
    }

    /** What it is: {@code userTask}, {@code sequenceFlow}, … */
    String kind() {
        return xml.getLocalName();
    }

    boolean isBpmn() {
        return BPMN.equals(xml.getNamespaceURI());
    }

    boolean isCamunda() {
        return CAMUNDA.equals(xml.getNamespaceURI());
    }

    boolean is(String... kinds) {
        return isBpmn() && Stream.of(kinds).anyMatch(kind()::equals);
    }

    @Nullable
    String id() {
        return attribute("id").orElse(null);
    }

    @Nullable
    String label() {
        return attribute("name").map(name -> name.replaceAll("\\s+", " ")).orElse(null);
    }

    /** The attribute's value unless it is missing or blank. */
    Optional<String> attribute(String name) {
        return Optional.of(xml.getAttribute(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The value of an attribute with the prefix {@code camunda:}, unless it is missing or blank. */
    Optional<String> camunda(String name) {
        return Optional.ofNullable(xml.getAttributeNS(CAMUNDA, name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    Stream<Attr> attributes() {
        NamedNodeMap attributes = xml.getAttributes();
        return IntStream.range(0, attributes.getLength()).mapToObj(i -> (Attr) attributes.item(i));
    }

    Stream<ModelElement> children() {
        NodeList children = xml.getChildNodes();
        return IntStream.range(0, children.getLength())
                .mapToObj(children::item)
                .filter(Element.class::isInstance)
                .map(child -> new ModelElement((Element) child));
    }

    Stream<ModelElement> children(String kind) {
        return children().filter(child -> child.kind().equals(kind));
    }

    /** Itself and all below it, in the order of the file. */
    Stream<ModelElement> tree() {
        return Stream.concat(Stream.of(this), children().flatMap(ModelElement::tree));
    }

    /** Elements in its {@code extensionElements}. */
    Stream<ModelElement> extensions(String kind) {
        return children("extensionElements")
                .flatMap(ModelElement::children)
                .filter(child -> child.isCamunda() && child.kind().equals(kind));
    }

    /** The text directly inside, without that of elements below. */
    String text() {
        NodeList children = xml.getChildNodes();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < children.getLength(); i++) {
            short type = children.item(i).getNodeType();
            if (type == Node.TEXT_NODE || type == Node.CDATA_SECTION_NODE) {
                text.append(children.item(i).getNodeValue());
            }
        }
        return text.toString().strip();
    }

    Optional<ModelElement> parent() {
        return xml.getParentNode() instanceof Element parent ? Optional.of(new ModelElement(parent)) : Optional.empty();
    }

    /** What a designer clicks on to see this: itself, or the shape or flow that it belongs to. */
    ModelElement shape() {
        boolean visible = isBpmn()
                && id() != null
                && !kind().endsWith("EventDefinition")
                && !kind().endsWith("LoopCharacteristics")
                && !kind().endsWith("xpression");
        return visible ? this : parent().map(ModelElement::shape).orElse(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelElement element && xml.equals(element.xml);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(xml);
    }
}
