package io.promisedesk.kpi.web;

import io.promisedesk.kpi.EventLog;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** IEEE 1849-2016 (XES): one trace per case. */
final class Xes {

    private static final String NAMESPACE = "http://www.xes-standard.org/";

    private final XMLStreamWriter xml;
    private EventLog.@Nullable Case open;

    private Xes(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static void write(EventLog.Reading log, OutputStream out) {
        try {
            Xes xes = new Xes(
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name()));
            xes.head();
            log.events(event -> unchecked(() -> xes.event(event)));
            xes.foot();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Writing {
        void run() throws XMLStreamException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.run();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void head() throws XMLStreamException {
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        xml.writeStartElement("log");
        xml.writeDefaultNamespace(NAMESPACE);
        xml.writeAttribute("xes.version", "1849-2016");
        xml.writeAttribute("xes.features", "");
        for (String[] extension : new String[][] {
            {"Concept", "concept"}, {"Time", "time"}, {"Organizational", "org"}, {"Lifecycle", "lifecycle"}
        }) {
            xml.writeEmptyElement("extension");
            xml.writeAttribute("name", extension[0]);
            xml.writeAttribute("prefix", extension[1]);
            xml.writeAttribute("uri", NAMESPACE + extension[1] + ".xesext");
        }
        global("trace", false);
        global("event", true);
        xml.writeEmptyElement("classifier");
        xml.writeAttribute("name", "Activity");
        xml.writeAttribute("keys", "concept:name");
        string("concept:name", "Promisedesk");
    }

    /** What each trace or event has, with a value that stands for none. */
    private void global(String scope, boolean timed) throws XMLStreamException {
        xml.writeStartElement("global");
        xml.writeAttribute("scope", scope);
        string("concept:name", "");
        if (timed) {
            date("time:timestamp", Instant.EPOCH);
            string("lifecycle:transition", "complete");
        }
        xml.writeEndElement();
    }

    private void event(EventLog.Event event) throws XMLStreamException {
        EventLog.Case before = open;
        if (before == null || !before.id().equals(event.of().id())) {
            close();
            trace(event.of());
        }
        xml.writeStartElement("event");
        string("concept:name", event.activity());
        string("lifecycle:transition", "complete");
        date("time:timestamp", event.at());
        string("org:resource", event.person());
        string("org:group", event.team());
        string("element", event.element());
        xml.writeEndElement();
    }

    private void trace(EventLog.Case of) throws XMLStreamException {
        open = of;
        xml.writeStartElement("trace");
        string("concept:name", of.id());
        string("process", of.process());
        xml.writeEmptyElement("int");
        xml.writeAttribute("key", "process version");
        xml.writeAttribute("value", String.valueOf(of.version()));
        string("channel", of.channel());
        string("priority", of.priority());
        string("category", of.category());
        string("customer", of.customer());
        string("team", of.team());
    }

    private void close() throws XMLStreamException {
        if (open != null) {
            xml.writeEndElement();
        }
    }

    private void foot() throws XMLStreamException {
        close();
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.flush();
    }

    private void string(String key, @Nullable String value) throws XMLStreamException {
        if (value != null) {
            xml.writeEmptyElement("string");
            xml.writeAttribute("key", key);
            xml.writeAttribute("value", legal(value));
        }
    }

    /** XML 1.0 has no place for control characters, however they are written. */
    private static String legal(String value) {
        return value.codePoints()
                .map(c -> c == 9
                                || c == 10
                                || c == 13
                                || c >= 0x20 && c <= 0xD7FF
                                || c >= 0xE000 && c <= 0xFFFD
                                || c >= 0x10000
                        ? c
                        : 0xFFFD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void date(String key, Instant value) throws XMLStreamException {
        xml.writeEmptyElement("date");
        xml.writeAttribute("key", key);
        xml.writeAttribute("value", value.toString());
    }
}
