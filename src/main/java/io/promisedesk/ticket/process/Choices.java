package io.promisedesk.ticket.process;

import io.promisedesk.ticket.TicketChoices.Choice;
import java.util.List;
import org.camunda.spin.Spin;
import org.camunda.spin.plugin.variable.SpinValues;
import org.camunda.spin.plugin.variable.value.JsonValue;

/** The options of a select field as Camunda Forms reads them: a JSON list of label and value. */
final class Choices {

    private Choices() {}

    static JsonValue of(List<Choice> choices) {
        return SpinValues.jsonValue(Spin.JSON(choices).toString()).create();
    }
}
