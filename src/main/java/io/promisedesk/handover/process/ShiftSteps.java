package io.promisedesk.handover.process;

import io.promisedesk.handover.NoShows;
import io.promisedesk.handover.ShiftEnd;
import io.promisedesk.handover.ShiftPlans;
import io.promisedesk.platform.engine.Steps;
import java.util.Collection;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.spin.plugin.variable.value.JsonValue;

/** What the processes {@code plan-shifts} and {@code shift} tell the application, in the order of the drawing. */
@Steps("shiftSteps")
public class ShiftSteps {

    private final ShiftPlans plans;
    private final ShiftEnd shiftEnd;
    private final NoShows noShows;

    ShiftSteps(ShiftPlans plans, ShiftEnd shiftEnd, NoShows noShows) {
        this.plans = plans;
        this.shiftEnd = shiftEnd;
        this.noShows = noShows;
    }

    public void planShifts() {
        plans.planShifts();
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

    public void findTheRest(DelegateExecution execution) {
        shiftEnd.findTheRest(shift(execution));
    }

    /** Asked again for each of them, too: from what {@link #findTheRest} noted. */
    public Collection<String> receiversOfTheRest(DelegateExecution execution) {
        return shiftEnd.receiversOfTheRest(shift(execution));
    }

    public void handOverTo(DelegateExecution execution, String receiver) {
        shiftEnd.handOverTo(shift(execution), receiver);
    }

    /** For instances of the first diagram. */
    public void handOverTheRest(DelegateExecution execution) {
        shiftEnd.handOverTheRest(shift(execution));
    }

    public Date goneFrom(DelegateExecution execution) {
        return Date.from(shiftEnd.goneFrom(shift(execution)));
    }

    public void handOverOfThoseWhoLeft(DelegateExecution execution) {
        shiftEnd.handOverOfThoseWhoLeft(shift(execution));
    }

    private static String shift(DelegateExecution execution) {
        return execution.getProcessBusinessKey();
    }
}
