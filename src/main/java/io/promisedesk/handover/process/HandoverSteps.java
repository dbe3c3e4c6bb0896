package io.promisedesk.handover.process;

import io.promisedesk.handover.TakeOver;
import io.promisedesk.platform.engine.Steps;
import java.util.Collection;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.spin.plugin.variable.value.JsonValue;

/** What the process {@code handover} tells the application, in the order of the drawing. */
@Steps("handoverSteps")
public class HandoverSteps {

    private final TakeOver takeOver;

    HandoverSteps(TakeOver takeOver) {
        this.takeOver = takeOver;
    }

    public JsonValue offered(DelegateExecution execution) {
        return FormLists.of(takeOver.offerSheet(handover(execution)).rows());
    }

    public Date answerBy(DelegateExecution execution) {
        return Date.from(takeOver.answerBy(handover(execution)));
    }

    /** @return whether something is left for the supervisor */
    public boolean settle(DelegateExecution execution) {
        return takeOver.settle(handover(execution));
    }

    public void redirect(DelegateExecution execution) {
        takeOver.redirect(handover(execution));
    }

    /** User ids of those who may find new owners. */
    public Collection<String> placers(DelegateExecution execution) {
        return takeOver.placers(handover(execution));
    }

    public Date placeBy(DelegateExecution execution) {
        return Date.from(takeOver.placeBy(handover(execution)));
    }

    public JsonValue toPlace(DelegateExecution execution) {
        return FormLists.of(takeOver.placementSheet(handover(execution)).rows());
    }

    public JsonValue owners(DelegateExecution execution) {
        return FormLists.of(takeOver.placementSheet(handover(execution)).people());
    }

    public void settlePlacement(DelegateExecution execution) {
        takeOver.settlePlacement(handover(execution));
    }

    private static long handover(DelegateExecution execution) {
        return HandoverProcess.handover(execution.getProcessBusinessKey());
    }
}
