package io.promisedesk.ticket.process;

import io.promisedesk.platform.PerTransaction;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.Ladder;
import io.promisedesk.ticket.ServiceLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the application tells the processes of a ticket. Runs in the caller's transaction. */
@Component
public class TicketFlow {

    private static final Logger LOG = LoggerFactory.getLogger(TicketFlow.class);

    private final EngineAccess engine;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final ManagementService management;
    private final DecisionService decisions;
    private final DecisionTables tables;

    /** By decision definition, name and promise. Immutable per definition. */
    private final Map<List<String>, Ladder> ladders = new ConcurrentHashMap<>();

    /** Decision definition and what is wrong with it: said once. */
    private final Set<List<String>> faulty = ConcurrentHashMap.newKeySet();

    private final PerTransaction<List<Optional<String>>> ladderTable = new PerTransaction<>(ArrayList::new);

    /** Job definition id → whether its timer asks our clocks. Immutable per definition. */
    private final Map<String, Boolean> asksClocks = new ConcurrentHashMap<>();

    TicketFlow(
            EngineAccess engine,
            RuntimeService runtime,
            TaskService tasks,
            ManagementService management,
            DecisionService decisions,
            DecisionTables tables) {
        this.engine = engine;
        this.runtime = runtime;
        this.tasks = tasks;
        this.management = management;
        this.decisions = decisions;
        this.tables = tables;
    }

    /**
     * Starts the process of a ticket.
     *
     * @param facts inputs of the decisions; transient, they are not stored
     * @return id of the process instance
     */
    public String start(String number, Map<String, ?> facts) {
        VariableMap variables = Variables.createVariables();
        facts.forEach((key, value) -> variables.putValueTyped(key, Variables.untypedValue(value, true)));
        variables.putValue("owner", null);
        return engine.unrestricted(() -> runtime.startProcessInstanceByKey(TicketProcess.ID, number, variables)
                .getId());
    }

    public void answerOwed(String instance) {
        correlate(instance, TicketProcess.ANSWER_OWED);
    }

    public void answered(String instance) {
        correlate(instance, TicketProcess.ANSWERED);
    }

    /** @param owed whether an answer was owed, which this was */
    public void replied(String instance, boolean owed) {
        engine.unrestricted(() -> {
            if (owed) {
                answered(instance);
            }
            correlate(instance, TicketProcess.REPLIED);
        });
    }

    /** Whether the ticket's diagram knows promised news; older ones do not. */
    public boolean watchesNews(String instance) {
        return engine.unrestricted(() -> runtime.createEventSubscriptionQuery()
                        .processInstanceId(instance)
                        .eventName(TicketProcess.NEWS_PROMISED)
                        .count())
                > 0;
    }

    public void newsPromised(String instance) {
        correlate(instance, TicketProcess.NEWS_PROMISED);
    }

    public void newsGiven(String instance) {
        correlate(instance, TicketProcess.NEWS_GIVEN);
    }

    public void customerReplied(String instance) {
        correlate(instance, TicketProcess.CUSTOMER_REPLIED);
    }

    public void cancelled(String instance) {
        correlate(instance, TicketProcess.CANCELLED);
    }

    private void correlate(String instance, String message) {
        engine.unrestricted(() -> runtime.createMessageCorrelation(message)
                .processInstanceId(instance)
                .correlate());
    }

    /** Ends the escalations of that promise, whatever they wait for. */
    public void clockStopped(String number, String metric) {
        engine.unrestricted(() -> runtime.createMessageCorrelation(TicketProcess.CLOCK_STOPPED)
                .processInstanceBusinessKey(number)
                .processInstanceVariableEquals(TicketProcess.METRIC, metric)
                .correlateAll());
    }

    /** Completes the owner's open task so that the process moves on. */
    public void proceed(String instance, String outcome) {
        engine.unrestricted(() -> tasks.complete(ownersTask(instance).getId(), Map.of(TicketProcess.OUTCOME, outcome)));
    }

    /** The dispatcher's task is done: the ticket goes to the team's work. */
    public void assignedToTeam(String instance) {
        engine.unrestricted(() -> {
            Task task = ownersTask(instance);
            if (task.getTaskDefinitionKey().equals(TicketProcess.ASSIGN_TICKET)) {
                tasks.complete(task.getId());
            }
        });
    }

    /** Writes owner and team where tasks to come and the history read them. */
    public void remember(String instance, @Nullable String owner, @Nullable String team) {
        VariableMap variables =
                Variables.createVariables().putValue("owner", owner).putValue("team", team);
        engine.unrestricted(() -> runtime.setVariables(instance, variables));
    }

    /** For tasks to come and the history; the open task is being moved by whoever calls. */
    public void rememberOwner(String instance, @Nullable String owner) {
        engine.unrestricted(() -> runtime.setVariable(instance, "owner", owner));
    }

    /** Id of the owner's open task, or null while there is none. */
    public @Nullable String ownersTaskId(String instance) {
        return engine.unrestricted(
                () -> openOwnersTask(instance).map(Task::getId).orElse(null));
    }

    /** Id of the open task in which somebody decides on a broken promise. */
    public Optional<String> decisionTaskId(String number, String promise) {
        // In so many words: each escalation asks it, and the engine's own query is put together anew each time.
        return engine.unrestricted(() -> tasks
                .createNativeTaskQuery()
                .sql(
                        """
                        select T.* from ACT_RU_EXECUTION E
                        join ACT_RU_TASK T on T.PROC_INST_ID_ = E.ID_ and T.TASK_DEF_KEY_ = #{element}
                        join ACT_RU_VARIABLE V on V.VAR_SCOPE_ = E.ID_ and V.NAME_ = #{metric} and V.TEXT_ = #{promise}
                        where E.BUSINESS_KEY_ = #{number}
                        """)
                .parameter("number", number)
                .parameter("element", TicketProcess.DECIDE_ON_ESCALATION)
                .parameter("metric", TicketProcess.METRIC)
                .parameter("promise", promise)
                .list()
                .stream()
                .map(Task::getId)
                .findFirst());
    }

    /** Which promise an escalation is about. */
    String promiseOf(String escalation) {
        return String.valueOf(engine.unrestricted(() -> runtime.getVariable(escalation, TicketProcess.METRIC)));
    }

    /** It is decided elsewhere: whoever calls does what follows. */
    public void decided(String task) {
        engine.unrestricted(() -> tasks.complete(task));
    }

    /**
     * Moves the owner's open task to that owner (null: to the queue), and those to come. What stood at the dispatcher's task
     * has found its owner, and goes to their work.
     */
    public void ownerIs(String instance, @Nullable String owner) {
        engine.unrestricted(() -> {
            rememberOwner(instance, owner);
            Task task = ownersTask(instance);
            if (!task.getTaskDefinitionKey().equals(TicketProcess.ASSIGN_TICKET)) {
                tasks.setAssignee(task.getId(), owner);
            } else if (owner != null) {
                tasks.complete(task.getId());
            }
        });
    }

    /** Another team has the ticket without anybody having passed it on; whoever owns it keeps it. */
    public void teamKnown(String instance, @Nullable String previousTeam, String team) {
        engine.unrestricted(() -> {
            runtime.setVariable(instance, "team", team);
            passOn(ownersTask(instance).getId(), previousTeam, team);
        });
    }

    /** Several calls that the engine writes down at once; what one of them creates, another one does not see yet. */
    public void together(Runnable calls) {
        engine.unrestricted(calls);
    }

    /** Somebody has taken it, and brought another team along where that is not the one it had. */
    public void taken(String instance, @Nullable String previousTeam, @Nullable String team, String owner) {
        engine.unrestricted(() -> {
            if (team != null && !team.equals(previousTeam)) {
                teamKnown(instance, previousTeam, team);
            }
            ownerIs(instance, owner);
        });
    }

    /** Moves the owner's open task into the queue of another team. */
    public void teamIs(String instance, @Nullable String previousTeam, String team) {
        engine.unrestricted(() -> {
            if (ownersTask(instance).getTaskDefinitionKey().equals(TicketProcess.ASSIGN_TICKET)) {
                tasks.complete(ownersTask(instance).getId());
                return;
            }
            String task = ownersTask(instance).getId();
            tasks.setAssignee(task, null);
            passOn(task, previousTeam, team);
        });
    }

    private void passOn(String task, @Nullable String previousTeam, String team) {
        if (team.equals(previousTeam)) {
            return;
        }
        if (previousTeam != null) {
            tasks.deleteCandidateGroup(task, previousTeam);
        }
        tasks.addCandidateGroup(task, team);
    }

    /**
     * Whether the ticket stands at the dispatcher's task of a model in which the work, and so the timers of the resolution,
     * only come after it; in the present one they are there already.
     */
    public boolean workComesLater(String instance) {
        return engine.unrestricted(() -> {
            if (!ownersTask(instance).getTaskDefinitionKey().equals(TicketProcess.ASSIGN_TICKET)) {
                return false;
            }
            ActivityInstance root = runtime.getActivityInstance(instance);
            return root != null
                    && Arrays.stream(root.getChildActivityInstances())
                            .anyMatch(child -> child.getActivityId().equals(TicketProcess.ASSIGN_TICKET));
        });
    }

    /** Nobody of its team can take what stands in the queue: a dispatcher is asked. Older models cannot do that. */
    public boolean nobodyAvailable(String instance) {
        boolean listens = engine.unrestricted(() -> runtime.createEventSubscriptionQuery()
                        .processInstanceId(instance)
                        .eventName(TicketProcess.NOBODY_AVAILABLE)
                        .count())
                > 0;
        if (listens) {
            correlate(instance, TicketProcess.NOBODY_AVAILABLE);
        }
        return listens;
    }

    /** Has what waits in the queue of a team placed, soon and by whichever node has time. */
    public void placeTickets(String team) {
        engine.unrestricted(() -> runtime.startProcessInstanceByKey(TicketProcess.PLACE_TICKETS, team));
    }

    /** Whether a process waits for somebody who can take what stands in the queue of that team. */
    public boolean isPlacing(String team) {
        return engine.unrestricted(() -> runtime.createProcessInstanceQuery()
                        .processDefinitionKey(TicketProcess.PLACE_TICKETS)
                        .processInstanceBusinessKey(team)
                        .count())
                > 0;
    }

    /** Whether another one than that waits for it until then, or less long. */
    boolean isPlacingUntil(String team, Instant latest, String except) {
        return engine.unrestricted(() -> runtime
                .createProcessInstanceQuery()
                .processDefinitionKey(TicketProcess.PLACE_TICKETS)
                .processInstanceBusinessKey(team)
                .list()
                .stream()
                .filter(other -> !other.getId().equals(except))
                .anyMatch(other -> management
                                .createJobQuery()
                                .processInstanceId(other.getId())
                                .timers()
                                .duedateLowerThan(Date.from(latest.plusMillis(1)))
                                .count()
                        > 0));
    }

    /**
     * The clocks have moved: lets every timer that asks them be computed anew, those of a running escalation as well.
     *
     * @param expectsTimers whether a running promise must have a timer; none at all is then an error
     */
    public void clocksMoved(String instance, boolean expectsTimers) {
        List<Job> jobs = engine.unrestricted(() -> management
                .createJobQuery()
                .rootProcessInstanceId(instance)
                .timers()
                .list());
        List<Job> ours = jobs.stream().filter(this::asksOurClocks).toList();
        if (expectsTimers && ours.isEmpty()) {
            throw new IllegalStateException("no timer job for a running promise of process instance " + instance);
        }
        engine.unrestricted(() -> ours.forEach(job -> management.recalculateJobDuedate(job.getId(), false)));
    }

    /** Shows the nearest deadline and the urgency on the owner's open task. */
    public void deadlineIs(String instance, @Nullable Instant due, int urgency) {
        engine.unrestricted(() -> {
            Task task = ownersTask(instance);
            if (task.getPriority() != urgency) {
                tasks.setPriority(task.getId(), urgency);
            }
            Instant shown = task.getDueDate() == null ? null : task.getDueDate().toInstant();
            if (!Objects.equals(due, shown)) {
                tasks.setDueDate(task.getId(), due == null ? null : Date.from(due));
            }
        });
    }

    /** Asks {@code service-level.dmn} outside of a process, for a ticket whose facts have changed. */
    public ServiceLevel serviceLevel(Map<String, Object> facts) {
        return engine.unrestricted(() ->
                ServiceLevels.of(decisions.evaluateDecisionTableByKey(TicketProcess.SERVICE_LEVEL, facts), facts));
    }

    /**
     * Who hears of a promise in danger: {@code escalation-ladder.dmn} as it is live now, so that a change holds for the
     * rungs that are still to come.
     */
    public Ladder ladder(String name, Metric metric) {
        Optional<String> table = ladderTable();
        if (table.isEmpty()) {
            return Ladders.WITHOUT_TABLE;
        }
        String promise = metric.name().toLowerCase(Locale.ROOT);
        List<String> key = List.of(table.get(), name, promise);
        Ladder known = ladders.get(key);
        if (known == null) {
            known = askLadder(table.get(), name, promise);
            if (known.steps().isEmpty() && !name.equals(ServiceLevel.FIRST_LADDER)) {
                LOG.warn(
                        "escalation-ladder.dmn has no row for ladder \"{}\" and {}, which open tickets were promised: \"{}\" counts",
                        name,
                        promise,
                        ServiceLevel.FIRST_LADDER);
                known = ladder(ServiceLevel.FIRST_LADDER, metric);
            }
            ladders.put(key, known);
        }
        return known;
    }

    /** The table asks nobody before it goes live where it is deployed past the check; tickets go on all the same. */
    private Ladder askLadder(String table, String name, String promise) {
        try {
            return Ladders.of(
                    name,
                    tables.ask(TicketProcess.ESCALATION_LADDER, table, Map.of("ladder", name, "promise", promise))
                            .getResultList(),
                    fault -> reportFault(table, fault.problem() + " The row is left out. " + fault.remedy()));
        } catch (DmnEngineException | FeelException e) {
            reportFault(
                    table, "It gives no answer, and supervisors alone hear of promises in danger. " + e.getMessage());
            return Ladders.WITHOUT_TABLE;
        }
    }

    /** Once, however many ladders and promises it touches. */
    private void reportFault(String table, String problem) {
        if (faulty.add(List.of(table, problem))) {
            LOG.error("escalation-ladder.dmn as it is live now ({}) is faulty. {}", table, problem);
        }
    }

    private Optional<String> ladderTable() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return latestLadderTable();
        }
        List<Optional<String>> known = ladderTable.get();
        if (known.isEmpty()) {
            known.add(latestLadderTable());
        }
        return known.get(0);
    }

    private Optional<String> latestLadderTable() {
        return Optional.ofNullable(engine.unrestricted(() -> Context.getCommandContext()
                        .getDecisionDefinitionManager()
                        .findLatestDecisionDefinitionByKey(TicketProcess.ESCALATION_LADDER)))
                .map(DecisionDefinition::getId);
    }

    private boolean asksOurClocks(Job job) {
        return job.getJobDefinitionId() != null
                && asksClocks.computeIfAbsent(
                        job.getJobDefinitionId(),
                        id -> engine.unrestricted(() -> management
                                .createJobDefinitionQuery()
                                .jobDefinitionId(id)
                                .singleResult()
                                .getJobConfiguration()
                                .contains("${" + TicketClocks.NAME + ".")));
    }

    private Task ownersTask(String instance) {
        return openOwnersTask(instance).orElseThrow(() -> Refusal.conflict("ticket.refused.noOpenTask"));
    }

    private Optional<Task> openOwnersTask(String instance) {
        return engine.openTasks(instance).stream()
                .filter(task -> TicketProcess.OWNERS_TASKS.contains(task.getTaskDefinitionKey()))
                .findFirst();
    }
}
