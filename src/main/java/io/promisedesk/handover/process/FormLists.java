package io.promisedesk.handover.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.camunda.spin.plugin.variable.SpinValues;
import org.camunda.spin.plugin.variable.value.JsonValue;

/** Lists as forms read them: variables of type Json, which have no limit of 4,000 characters. */
final class FormLists {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FormLists() {}

    static JsonValue of(List<?> rows) {
        try {
            return SpinValues.jsonValue(JSON.writeValueAsString(rows)).create();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
