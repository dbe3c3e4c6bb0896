package io.promisedesk.kpi.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.promisedesk.kpi.EventLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** OCEL 2.0 as JSON: tickets, customers, persons and teams are objects, and each event says which ones it concerns. */
final class Ocel {

    private static final List<String> TICKET = List.of("process", "process version", "channel", "priority", "category");

    private final JsonGenerator json;
    private final Set<String> activities = new TreeSet<>();

    private Ocel(JsonGenerator json) {
        this.json = json;
    }

    static void write(EventLog.Reading log, OutputStream out) {
        try {
            Ocel ocel = new Ocel(new JsonFactory().createGenerator(out));
            ocel.write(log);
            ocel.json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(EventLog.Reading log) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("objectTypes");
        type("ticket", TICKET);
        type("customer", List.of());
        type("person", List.of());
        type("team", List.of());
        json.writeEndArray();
        json.writeArrayFieldStart("objects");
        for (String person : log.persons()) {
            object("person", person);
        }
        for (String team : log.teams()) {
            object("team", team);
        }
        Set<String> customers = new TreeSet<>();
        log.cases(one -> unchecked(() -> {
            if (one.customer() != null) {
                customers.add(one.customer());
            }
            ticket(one);
        }));
        for (String customer : customers) {
            object("customer", customer);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("events");
        log.events(event -> unchecked(() -> event(event)));
        json.writeEndArray();
        // Which there are is known only now; the order of an object's fields means nothing.
        json.writeArrayFieldStart("eventTypes");
        for (String activity : activities) {
            type(activity, List.of("element"));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void type(String name, List<String> attributes) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeArrayFieldStart("attributes");
        for (String attribute : attributes) {
            json.writeStartObject();
            json.writeStringField("name", attribute);
            json.writeStringField("type", "string");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void object(String type, String id) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id(type, id));
        json.writeStringField("type", type);
        json.writeArrayFieldStart("attributes");
        json.writeEndArray();
        json.writeArrayFieldStart("relationships");
        json.writeEndArray();
        json.writeEndObject();
    }

    private void ticket(EventLog.Case one) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id("ticket", one.id()));
        json.writeStringField("type", "ticket");
        json.writeArrayFieldStart("attributes");
        attribute("process", one.receivedAt(), one.process());
        attribute("process version", one.receivedAt(), String.valueOf(one.version()));
        attribute("channel", one.receivedAt(), one.channel());
        attribute("priority", one.receivedAt(), one.priority());
        attribute("category", one.receivedAt(), one.category());
        json.writeEndArray();
        relationships(one.customer() == null ? Map.of() : Map.of(id("customer", one.customer()), "customer"));
        json.writeEndObject();
    }

    /** @param since from when an object has it; null for events, which have it once */
    private void attribute(String name, @Nullable Instant since, @Nullable String value) throws IOException {
        if (value == null) {
            return;
        }
        json.writeStartObject();
        json.writeStringField("name", name);
        if (since != null) {
            json.writeStringField("time", since.toString());
        }
        json.writeStringField("value", value);
        json.writeEndObject();
    }

    private void event(EventLog.Event event) throws IOException {
        activities.add(event.activity());
        json.writeStartObject();
        json.writeStringField("id", event.id());
        json.writeStringField("type", event.activity());
        json.writeStringField("time", event.at().toString());
        json.writeArrayFieldStart("attributes");
        attribute("element", null, event.element());
        json.writeEndArray();
        Map<String, String> concerned = new java.util.LinkedHashMap<>();
        concerned.put(id("ticket", event.of().id()), "ticket");
        if (event.person() != null) {
            concerned.put(id("person", event.person()), "owner");
        }
        if (event.team() != null) {
            concerned.put(id("team", event.team()), "team");
        }
        relationships(concerned);
        json.writeEndObject();
    }

    private void relationships(Map<String, String> qualifiers) throws IOException {
        json.writeArrayFieldStart("relationships");
        for (Map.Entry<String, String> qualifier : qualifiers.entrySet()) {
            json.writeStartObject();
            json.writeStringField("objectId", qualifier.getKey());
            json.writeStringField("qualifier", qualifier.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A team may be called as a person is. */
    private static String id(String type, String id) {
        return type + ":" + id;
    }
}
