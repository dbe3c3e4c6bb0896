package io.promisedesk.handover.process;

import io.promisedesk.handover.NoShows;
import io.promisedesk.handover.ShiftEnd;
import io.promisedesk.platform.engine.Steps;
import java.util.Collection;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.spin.plugin.variable.value.JsonValue;

/** What the processes {@code plan-shifts} and {@code shift} tell the application, in the order of the drawing. */
@Steps("shiftSteps")
public class ShiftSteps {

    private final ShiftEnd shiftEnd;
    private final NoShows noShows;

    ShiftSteps(ShiftEnd shiftEnd, NoShows noShows) {
        this.shiftEnd = shiftEnd;
        this.noShows = noShows;
    }

    public void planShifts() {
        shiftEnd.planShifts();
        noShows.plan();
    }

    public Date handOverFrom(DelegateExecution execution) {
        return Date.from(shiftEnd.handOverFrom(shift(execution)));
    }

    public void findSenders(DelegateExecution execution) {
        shiftEnd.findSenders(shift(execution));
    }

    /** The engine asks again for each of them: the answer comes from what {@link #findSenders} noted. */
    public Collection<String> senders(DelegateExecution execution) {
        return shiftEnd.senders(shift(execution));
    }

    public JsonValue tickets(DelegateExecution execution, String agent) {
        return FormLists.of(shiftEnd.sheet(shift(execution), agent).rows());
    }

    public JsonValue receivers(DelegateExecution execution, String agent) {
        return FormLists.of(shiftEnd.sheet(shift(execution), agent).people());
    }

    public void offerTickets(DelegateExecution execution, String agent) {
        shiftEnd.offer(shift(execution), agent);
    }

    public Date handOverUntil(DelegateExecution execution) {
        return Date.from(shiftEnd.handOverUntil(shift(execution)));
    }

    public void handOverTheRest(DelegateExecution execution) {
        shiftEnd.handOverTheRest(shift(execution));
    }

    private static String shift(DelegateExecution execution) {
        return execution.getProcessBusinessKey();
    }
}
