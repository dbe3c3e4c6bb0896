package io.promisedesk.handover.process;

import io.promisedesk.handover.Absences;
import io.promisedesk.platform.engine.Steps;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What the process {@code absence} tells the application, in the order of the drawing. */
@Steps("absenceSteps")
public class AbsenceSteps {

    private final Absences absences;

    AbsenceSteps(Absences absences) {
        this.absences = absences;
    }

    public Date beginsAt(DelegateExecution execution) {
        return Date.from(absences.beginsAt(absence(execution)));
    }

    public void findNewOwners(DelegateExecution execution) {
        absences.findNewOwners(absence(execution));
    }

    public Date looksAgainAt(DelegateExecution execution) {
        return Date.from(absences.looksAgainAt(absence(execution)));
    }

    public Date endsAt(DelegateExecution execution) {
        return Date.from(absences.endsAt(absence(execution)));
    }

    /** @return whether a ticket has left the person */
    public boolean lookWhatHappened(DelegateExecution execution) {
        return absences.lookWhatHappened(absence(execution));
    }

    public Date reportLapsesAt(DelegateExecution execution) {
        return Date.from(absences.reportLapsesAt(absence(execution)));
    }

    public void takeBack(DelegateExecution execution) {
        absences.takeBack(absence(execution));
    }

    private static long absence(DelegateExecution execution) {
        return AbsenceProcess.absence(execution.getProcessBusinessKey());
    }
}
