package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.ticket.Ladder.Phase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.ActivityExecutionTreeMapping;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The engine's timers of a ticket that ask {@link TicketClocks}, looked at one by one: whether they stand where the clocks
 * say, and whether one is gone. For {@code ticket.TimerCheck}; a move of the ticket needs only
 * {@link TicketFlow#clocksMoved}. Runs in the caller's transaction.
 */
@Component
public class TicketTimers {

    private static final Pattern QUESTION =
            Pattern.compile("\\$\\{" + TicketClocks.NAME + "\\.(\\w+)\\(execution(?:, ?'([\\w-]+)')?\\)}");

    /** What timers ask our clocks: methods of {@link TicketClocks}. */
    public enum Question {
        AT_RISK("atRisk"),
        OVERDUE("overdue"),
        UNASSIGNED_TOO_LONG("unassignedTooLong"),
        /** Anything else, for example of a designer's own. */
        OTHER("");

        private final String method;

        Question(String method) {
            this.method = method;
        }

        private static Question of(String method) {
            for (Question question : values()) {
                if (question.method.equals(method)) {
                    return question;
                }
            }
            return OTHER;
        }
    }

    private record Asked(Question question, @Nullable String promise) {}

    /** A timer that stood somewhere else than where the clocks say, and has been moved there. */
    public record Moved(String element, @Nullable Instant was, Instant due) {}

    /**
     * A timer that the model puts where the process stands now, and for which there is no job.
     *
     * @param mustStand whether it has to be there; else it may have fired
     */
    public record Absent(
            String execution, String element, Question question, @Nullable String promise, boolean mustStand) {}

    /**
     * The timers of a ticket as they stand after they have been aligned.
     *
     * @param absent those that could stand now, and do not
     * @param watched promises whose end has its timer
     * @param escalations promise and phase of each escalation that runs
     */
    public record Look(List<Moved> moved, List<Absent> absent, Set<String> watched, Set<String> escalations) {

        /** Whether an escalation of that promise runs. */
        public boolean isEscalating(String promise, Phase phase) {
            return escalations.contains(escalation(promise, phase.code()));
        }
    }

    /** A process instance that says it is a ticket's. */
    public record Running(String instance, String ticket) {}

    private final EngineAccess engine;
    private final RuntimeService runtime;
    private final ManagementService management;
    private final Clock clock;

    /** By job definition; empty where its timer does not ask our clocks. Immutable per definition. */
    private final Map<String, Optional<Asked>> asked = new ConcurrentHashMap<>();

    TicketTimers(EngineAccess engine, RuntimeService runtime, ManagementService management, Clock clock) {
        this.engine = engine;
        this.runtime = runtime;
        this.management = management;
        this.clock = clock;
    }

    public boolean runs(String instance) {
        return engine.unrestricted(() -> runtime.createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .count())
                > 0;
    }

    /** Processes of tickets that run, a page of them by their ids. */
    public List<Running> running(int first, int count) {
        return engine.unrestricted(() -> runtime
                .createProcessInstanceQuery()
                .processDefinitionKey(TicketProcess.ID)
                .orderByProcessInstanceId()
                .asc()
                .listPage(first, count)
                .stream()
                .map(instance -> new Running(
                        instance.getId(), Objects.requireNonNullElse(instance.getBusinessKey(), instance.getId())))
                .toList());
    }

    /**
     * Puts every timer where the clocks say now.
     *
     * @return empty where the process does not run
     */
    public Optional<Look> align(String number, String instance) {
        return engine.unrestricted(() -> {
            List<ProcessInstance> processes = processes(number, instance);
            if (processes.isEmpty()) {
                return Optional.empty();
            }
            Set<String> watched = new HashSet<>();
            List<Moved> moved = new ArrayList<>();
            for (Job job : management
                    .createJobQuery()
                    .rootProcessInstanceId(instance)
                    .timers()
                    .list()) {
                asked(job.getJobDefinitionId()).ifPresent(asks -> {
                    alignJob(job.getId()).ifPresent(moved::add);
                    if (asks.question() == Question.OVERDUE && asks.promise() != null) {
                        watched.add(asks.promise());
                    }
                });
            }
            Set<String> escalating = processes.stream()
                    .filter(process -> !process.getId().equals(instance))
                    .map(process -> escalation(
                            String.valueOf(runtime.getVariable(process.getId(), TicketProcess.METRIC)),
                            phaseOf(process)))
                    .collect(Collectors.toSet());
            List<Absent> absent = processes.stream()
                    .flatMap(process -> absent(Context.getCommandContext(), process.getId()).stream())
                    .toList();
            return Optional.of(new Look(moved, absent, watched, escalating));
        });
    }

    private static String escalation(String promise, String phase) {
        return promise + " " + phase;
    }

    private Optional<Moved> alignJob(String id) {
        JobEntity job = Context.getCommandContext().getJobManager().findJobById(id);
        if (job == null) {
            return Optional.empty();
        }
        Date was = job.getDuedate();
        management.recalculateJobDuedate(id, false);
        Date due = job.getDuedate();
        if (isRight(job, was, due)) {
            // Nothing is written then.
            job.setDuedate(was);
            return Optional.empty();
        }
        return Optional.of(new Moved(job.getActivityId(), was == null ? null : was.toInstant(), due.toInstant()));
    }

    /** What is due is due, whenever it became so; and one that has failed waits for its next attempt. */
    private boolean isRight(JobEntity job, @Nullable Date was, Date due) {
        boolean dueByNow = !due.toInstant().isAfter(clock.instant());
        boolean failed = job.getExceptionMessage() != null;
        boolean wasDueByNow = was == null || !was.toInstant().isAfter(clock.instant());
        return due.equals(was) || dueByNow && (wasDueByNow || failed);
    }

    private List<Absent> absent(CommandContext context, String process) {
        ExecutionEntity root = context.getExecutionManager().findExecutionById(process);
        if (root == null) {
            return List.of();
        }
        List<ScopeImpl> scopes = new ArrayList<>();
        collect(root.getProcessDefinition(), scopes);
        if (scopes.isEmpty()) {
            return List.of();
        }
        ActivityExecutionTreeMapping executions = new ActivityExecutionTreeMapping(context, process);
        List<Absent> absent = new ArrayList<>();
        for (ScopeImpl scope : scopes) {
            for (ExecutionEntity execution : executions.getExecutions(scope)) {
                if (!execution.isEventScope()) {
                    absent.addAll(absent(context, scope, execution));
                }
            }
        }
        return absent;
    }

    private List<Absent> absent(CommandContext context, ScopeImpl scope, ExecutionEntity execution) {
        Set<String> standing = context.getJobManager().findJobsByExecutionId(execution.getId()).stream()
                .map(JobEntity::getActivityId)
                .collect(Collectors.toSet());
        List<Absent> absent = new ArrayList<>();
        for (TimerDeclarationImpl timer : declared(scope)) {
            Optional<Asked> asks = asked(timer.getJobDefinitionId());
            if (asks.isPresent() && !standing.contains(timer.getActivityId())) {
                boolean isCatchEvent = timer.getActivityId().equals(scope.getId());
                absent.add(new Absent(
                        execution.getId(),
                        timer.getActivityId(),
                        asks.get().question(),
                        asks.get().promise(),
                        timer.isInterruptingTimer() || isCatchEvent));
            }
        }
        return absent;
    }

    /** Creates the timer as the engine did when the process came there; its date is what the clocks say now. */
    public void arm(Absent timer) {
        engine.unrestricted(() -> {
            ExecutionEntity execution =
                    Context.getCommandContext().getExecutionManager().findExecutionById(timer.execution());
            List<ScopeImpl> scopes = new ArrayList<>();
            collect(execution.getProcessDefinition(), scopes);
            scopes.stream()
                    .flatMap(scope -> declared(scope).stream())
                    .filter(declaration -> declaration.getActivityId().equals(timer.element()))
                    .findFirst()
                    .orElseThrow()
                    .createTimer(execution);
        });
    }

    private String phaseOf(ProcessInstance escalation) {
        Object phase = runtime.getVariable(escalation.getId(), TicketProcess.PHASE);
        return String.valueOf(
                phase != null ? phase : runtime.getVariable(escalation.getId(), TicketProcess.FORMER_PHASE));
    }

    /** The ticket's process and those it has called. */
    private List<ProcessInstance> processes(String number, String instance) {
        return runtime.createProcessInstanceQuery().processInstanceBusinessKey(number).list().stream()
                .filter(process -> instance.equals(process.getRootProcessInstanceId()))
                .toList();
    }

    private static void collect(ScopeImpl scope, List<ScopeImpl> withTimers) {
        if (!declared(scope).isEmpty()) {
            withTimers.add(scope);
        }
        scope.getActivities().forEach(activity -> collect(activity, withTimers));
    }

    private static Collection<TimerDeclarationImpl> declared(ScopeImpl scope) {
        return TimerDeclarationImpl.getDeclarationsForScope(scope).values();
    }

    private Optional<Asked> asked(@Nullable String jobDefinition) {
        if (jobDefinition == null) {
            return Optional.empty();
        }
        return asked.computeIfAbsent(jobDefinition, id -> {
            Matcher question = QUESTION.matcher(engine.unrestricted(() -> management
                    .createJobDefinitionQuery()
                    .jobDefinitionId(id)
                    .singleResult()
                    .getJobConfiguration()));
            return question.find()
                    ? Optional.of(new Asked(Question.of(question.group(1)), question.group(2)))
                    : Optional.empty();
        });
    }
}
