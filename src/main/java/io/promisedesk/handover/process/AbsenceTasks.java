package io.promisedesk.handover.process;

import io.promisedesk.handover.Absences;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.FormValues;
import io.promisedesk.platform.engine.UserTask;
import io.promisedesk.platform.engine.UserTaskListener;
import io.promisedesk.platform.security.Actor;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What the person who is back does with the report in Tasklist: it is theirs, for good. */
@Component
class AbsenceTasks implements UserTaskListener {

    private final Absences absences;

    AbsenceTasks(Absences absences) {
        this.absences = absences;
    }

    @Override
    public Set<String> processes() {
        return Set.of(AbsenceProcess.ID);
    }

    @Override
    public void assigned(UserTask task, Actor by) {
        if (task.element().equals(AbsenceProcess.LOOK_AT_YOUR_TICKETS)
                && !absences.isOf(absence(task), Objects.requireNonNullElse(task.assignee(), ""))) {
            throw Refusal.conflict("handover.refused.report");
        }
    }

    /** As it is now, and not as it was when the person came back. */
    @Override
    public Map<String, Object> opening(UserTask task) {
        return task.element().equals(AbsenceProcess.LOOK_AT_YOUR_TICKETS)
                ? Map.of("tickets", FormLists.of(absences.whatHappened(absence(task))))
                : Map.of();
    }

    @Override
    public Map<String, Object> completing(UserTask task, FormValues values, Actor by) {
        if (task.element().equals(AbsenceProcess.LOOK_AT_YOUR_TICKETS)) {
            absences.choose(absence(task), values.rows("tickets"), values.flag("all"), by);
        }
        return Map.of();
    }

    private static long absence(UserTask task) {
        return AbsenceProcess.absence(Objects.requireNonNull(task.businessKey()));
    }
}
