package io.promisedesk.platform.engine.lint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** A diagram or a decision table. */
final class ModelFile {

    private final String name;
    private final ModelElement root;

    private ModelFile(String name, ModelElement root) {
        this.name = name;
        this.root = root;
    }

    /** @throws SAXException where it is not XML; then with line and column */
    static ModelFile read(String name, byte[] content) throws SAXException, IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return new ModelFile(
                    name,
                    new ModelElement(
                            builder.parse(new ByteArrayInputStream(content)).getDocumentElement()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has this parser", e);
        }
    }

    String name() {
        return name;
    }

    /** The file's name without folder and ending. */
    String stem() {
        return name.substring(name.lastIndexOf('/') + 1, name.lastIndexOf('.'));
    }

    ModelElement root() {
        return root;
    }

    List<ModelElement> processes() {
        return root.children("process").toList();
    }

    /** All elements of its processes, without the drawing. */
    Stream<ModelElement> elements() {
        return processes().stream().flatMap(ModelElement::tree);
    }

    /** The message behind a reference. */
    Optional<String> message(String reference) {
        return root.children("message")
                .filter(message -> reference.equals(message.id()))
                .findFirst()
                .flatMap(message -> message.attribute("name"));
    }

    /** Where shapes lie, by the id of the element they show. */
    Map<String, Bounds> drawing() {
        Map<String, Bounds> drawing = new HashMap<>();
        root.tree().filter(element -> element.kind().equals("BPMNShape")).forEach(shape -> shape.children("Bounds")
                .findFirst()
                .ifPresent(bounds -> shape.attribute("bpmnElement")
                        .ifPresent(id -> drawing.put(
                                id,
                                new Bounds(
                                        number(bounds, "x"),
                                        number(bounds, "y"),
                                        number(bounds, "width"),
                                        number(bounds, "height"))))));
        return drawing;
    }

    private static double number(ModelElement bounds, String attribute) {
        try {
            return bounds.attribute(attribute).map(Double::parseDouble).orElse(0.0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    record Bounds(double x, double y, double width, double height) {

        double center() {
            return x + width / 2;
        }
    }
}
