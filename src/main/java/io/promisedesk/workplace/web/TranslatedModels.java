package io.promisedesk.workplace.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * Puts the words of models and forms, which are written in English, into the reader's language: names of processes and
 * their elements ({@code process.<process>.<element>}), texts of forms ({@code form.<form>.<field>}, with
 * {@code .description}, {@code .<option>} and so on behind it) and names of filters ({@code filter.<name>}). A text is
 * replaced only while it still reads as it did when it was translated: what a designer has changed since is shown as
 * the designer wrote it.
 */
@Component
class TranslatedModels {

    /** Texts of a form component besides its label. */
    static final List<String> COMPONENT_TEXTS = List.of("description", "placeholder", "alt", "dateLabel", "timeLabel");

    private static final Pattern NAMED_ELEMENT = Pattern.compile("<(?:bpmn\\d?:)?\\w+ [^>]*>");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern NAME = Pattern.compile(" name=\"([^\"]*)\"");
    private static final Pattern PROCESS = Pattern.compile("<(?:bpmn\\d?:)?process [^>]*? ?id=\"([^\"]+)\"");

    private final MessageSource messages;

    TranslatedModels(MessageSource messages) {
        this.messages = messages;
    }

    /** Translates in place whatever the tree holds of tasks, process definitions, filters, forms and diagrams. */
    void translate(JsonNode node, Locale locale) {
        if (node instanceof ObjectNode object) {
            if (object.has("components") && object.has("id")) {
                translateForm(object, locale);
                return;
            }
            translateObject(object, locale);
        }
        node.forEach(child -> translate(child, locale));
    }

    private void translateObject(ObjectNode object, Locale locale) {
        String definition = object.path("processDefinitionId").asText("");
        if (object.has("taskDefinitionKey") && definition.contains(":")) {
            String process = definition.substring(0, definition.indexOf(':'));
            replace(
                    object,
                    "name",
                    "process." + process + "."
                            + object.path("taskDefinitionKey").asText(),
                    locale);
            return;
        }
        if (object.has("key") && object.has("deploymentId")) {
            replace(object, "name", "process." + object.path("key").asText(), locale);
        } else if (object.has("query") && object.has("resourceType")) {
            replace(object, "name", filterKey(object.path("name").asText()), locale);
            if (object.path("properties") instanceof ObjectNode properties && properties.has("description")) {
                replace(properties, "description", filterKey(object.path("name").asText()) + ".description", locale);
            }
        } else if (object.has("bpmn20Xml")) {
            object.put("bpmn20Xml", diagram(object.path("bpmn20Xml").asText(), locale));
        }
    }

    static String filterKey(String name) {
        return "filter."
                + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private void translateForm(ObjectNode form, Locale locale) {
        translateComponents(form, "form." + form.path("id").asText(), locale);
    }

    private void translateComponents(JsonNode parent, String form, Locale locale) {
        for (JsonNode child : parent.path("components")) {
            if (child instanceof ObjectNode component) {
                String key = form + "." + componentName(component);
                replace(component, "label", key, locale);
                replace(component, "text", key, locale);
                COMPONENT_TEXTS.forEach(text -> replace(component, text, key + "." + text, locale));
                for (JsonNode option : component.path("values")) {
                    if (option instanceof ObjectNode value) {
                        replace(value, "label", key + "." + value.path("value").asText(), locale);
                    }
                }
                translateComponents(component, form, locale);
            }
        }
    }

    /** What names a component in a message key: its data key, the path of a list or group, else its id. */
    static String componentName(JsonNode component) {
        for (String name : List.of("key", "path", "id")) {
            String value = component.path(name).asText("");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    /** Labels in a diagram; works on the text, so that what the modeler wrote stays as it is otherwise. */
    private String diagram(String xml, Locale locale) {
        Matcher process = PROCESS.matcher(xml);
        if (!process.find()) {
            return xml;
        }
        String prefix = "process." + process.group(1);
        return NAMED_ELEMENT.matcher(xml).replaceAll(element -> {
            Matcher id = ID.matcher(element.group());
            Matcher name = NAME.matcher(element.group());
            if (!id.find() || !name.find()) {
                return Matcher.quoteReplacement(element.group());
            }
            String key = id.group(1).equals(process.group(1)) ? prefix : prefix + "." + id.group(1);
            String translated = translation(key, unescape(name.group(1)), locale);
            return Matcher.quoteReplacement(
                    translated == null
                            ? element.group()
                            : element.group().replace(name.group(), " name=\"" + escape(translated) + "\""));
        });
    }

    private void replace(ObjectNode object, String field, String key, Locale locale) {
        if (object.path(field).isTextual()) {
            String translated = translation(key, object.path(field).asText(), locale);
            if (translated != null) {
                object.put(field, translated);
            }
        }
    }

    private @Nullable String translation(String key, String original, Locale locale) {
        String english = messages.getMessage(key, null, null, Locale.ENGLISH);
        return original.equals(english) ? messages.getMessage(key, null, null, locale) : null;
    }

    private static String unescape(String attribute) {
        return attribute
                .replace("&#10;", "\n")
                .replace("&#xA;", "\n")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\n", "&#10;");
    }
}
