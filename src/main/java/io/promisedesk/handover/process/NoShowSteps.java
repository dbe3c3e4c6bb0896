package io.promisedesk.handover.process;

import io.promisedesk.handover.NoShows;
import io.promisedesk.platform.engine.Steps;
import java.util.Collection;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What the process {@code no-show} tells the application, in the order of the drawing. */
@Steps("noShowSteps")
public class NoShowSteps {

    private final NoShows noShows;

    NoShowSteps(NoShows noShows) {
        this.noShows = noShows;
    }

    public Date asksAt(DelegateExecution execution) {
        return Date.from(noShows.asksAt(shift(execution)));
    }

    public void findMissing(DelegateExecution execution) {
        noShows.findMissing(shift(execution));
    }

    /** The engine asks again for each of them: the answer comes from what {@link #findMissing} noted. */
    public Collection<String> missing(DelegateExecution execution) {
        return noShows.missing(shift(execution));
    }

    /** User ids of those who may answer. */
    public Collection<String> answerers(DelegateExecution execution) {
        return noShows.answerers(shift(execution));
    }

    /** @return whether the person is to come later */
    public boolean carryOut(DelegateExecution execution, String missing) {
        return noShows.carryOut(shift(execution), missing);
    }

    public Date comesAt(DelegateExecution execution, String missing) {
        return Date.from(noShows.comesAt(shift(execution), missing));
    }

    public boolean isStillMissing(DelegateExecution execution, String missing) {
        return noShows.isStillMissing(shift(execution), missing);
    }

    public Date shiftEnd(DelegateExecution execution) {
        return Date.from(noShows.endOf(shift(execution)));
    }

    private static String shift(DelegateExecution execution) {
        return execution.getProcessBusinessKey();
    }
}
