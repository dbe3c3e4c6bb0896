package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.boot.test.context.TestComponent;

/** Drives the engine by hand: its clock (which is ours too) and its jobs. */
@TestComponent
public class Engine {

    /** A Monday, 10:00 in Berlin, inside the working hours of every demo team. */
    public static final Instant MONDAY_MORNING = Instant.parse("2026-03-02T09:00:00Z");

    private final ManagementService management;
    private final IdentityService identity;
    private final TaskService tasks;

    Engine(ManagementService management, IdentityService identity, TaskService tasks) {
        this.management = management;
        this.identity = identity;
        this.tasks = tasks;
    }

    /** Does something as that person, as Tasklist would: authenticated with their groups, permissions checked. */
    public <T> T as(String userId, Callable<T> action) throws Exception {
        List<String> groups = identity.createGroupQuery().groupMember(userId).list().stream()
                .map(Group::getId)
                .toList();
        identity.setAuthentication(userId, groups);
        try {
            return action.call();
        } finally {
            identity.clearAuthentication();
        }
    }

    public Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    /** Sets the clock; it stands still there. */
    public void setTime(Instant instant) {
        ClockUtil.setCurrentTime(Date.from(instant));
    }

    public void pass(Duration duration) {
        setTime(now().plus(duration));
    }

    /** Id of the only open task of the ticket (or other business key). */
    public String taskOf(String businessKey) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(businessKey)
                .singleResult()
                .getId();
    }

    /** Executes the only job of that element of the ticket (or other business key); fails when there is none. */
    public void fire(String businessKeyOfInstance, String element) {
        List<Job> jobs = jobsOf(businessKeyOfInstance, element);
        assertThat(jobs).as("jobs of %s at %s", businessKeyOfInstance, element).hasSize(1);
        management.executeJob(jobs.get(0).getId());
        carryOn(businessKeyOfInstance);
    }

    /** Executes what a process has put off to jobs of its own (not its timers), and what these put off. */
    public void carryOn(String businessKeyOfInstance) {
        for (List<Job> next = messagesOf(businessKeyOfInstance);
                !next.isEmpty();
                next = messagesOf(businessKeyOfInstance)) {
            management.executeJob(next.get(0).getId());
        }
    }

    private List<Job> messagesOf(String businessKey) {
        return management.createJobQuery().messages().withRetriesLeft().list().stream()
                .filter(job -> businessKey.equals(businessKeyOf(job)))
                .toList();
    }

    public List<Job> jobsOf(String businessKey, String element) {
        return management.createJobQuery().activityId(element).list().stream()
                .filter(job -> businessKey.equals(businessKeyOf(job)))
                .toList();
    }

    /** Executes in order of due date every job that is due by now, and those they create, until none is left. */
    public int runDueJobs() {
        int count = 0;
        for (List<Job> due = due(); !due.isEmpty(); due = due()) {
            management.executeJob(due.get(0).getId());
            count++;
            assertThat(count).as("jobs that beget jobs for ever").isLessThan(10_000);
        }
        return count;
    }

    private List<Job> due() {
        return management
                .createJobQuery()
                .executable()
                .withRetriesLeft()
                .active()
                .orderByJobDuedate()
                .asc()
                .listPage(0, 1);
    }

    private String businessKeyOf(Job job) {
        return job.getProcessInstanceId() == null
                ? ""
                : String.valueOf(org.camunda.bpm.engine.ProcessEngines.getDefaultProcessEngine()
                        .getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(job.getProcessInstanceId())
                        .singleResult()
                        .getBusinessKey());
    }
}
