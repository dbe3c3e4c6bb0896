package io.promisedesk.workplace.process;

import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Jobs of the engine that fail, of whatever process: as often as they are tried, or so far. */
@Component
public class StuckJobs {

    private final EngineAccess engine;
    private final RuntimeService runtime;
    private final ManagementService management;
    private final RepositoryService repository;
    private final HistoryService history;
    private final Clock clock;

    StuckJobs(
            EngineAccess engine,
            RuntimeService runtime,
            ManagementService management,
            RepositoryService repository,
            HistoryService history,
            Clock clock) {
        this.engine = engine;
        this.runtime = runtime;
        this.management = management;
        this.repository = repository;
        this.history = history;
        this.clock = clock;
    }

    /**
     * An element of a model.
     *
     * @param process key of its process; null for the engine's own housekeeping
     * @param id null for the process itself
     * @param name as the designer wrote it
     */
    public record Element(@Nullable String process, @Nullable String id, @Nullable String name) {}

    /**
     * @param incident the engine's id of it; a job that gets stuck again has another one
     * @param ticket number of the ticket, or null where it is no ticket's
     * @param element what was about to happen
     * @param failed what failed then; often the same
     */
    public record Stuck(
            String incident,
            String job,
            @Nullable String ticket,
            Element process,
            Element element,
            Element failed,
            Instant since,
            String error,
            String trace) {}

    /**
     * @param next when it is tried again
     * @param left how often, until it is stuck
     */
    public record Retry(
            String job,
            @Nullable String ticket,
            Element process,
            Element element,
            Element failed,
            Instant next,
            int left,
            String error) {}

    /**
     * @param open ids of all incidents
     * @param fresh those that the asker did not know
     */
    public record Look(Set<String> open, List<Stuck> fresh) {}

    public Look look(Set<String> known) {
        return engine.unrestricted(() -> {
            List<Incident> open =
                    runtime.createIncidentQuery().incidentType(Incident.FAILED_JOB_HANDLER_TYPE).list().stream()
                            // A process that called the one that is stuck has an incident, too, which points at the
                            // cause.
                            .filter(incident -> incident.getId().equals(incident.getRootCauseIncidentId()))
                            .toList();
            List<Incident> fresh = open.stream()
                    .filter(incident -> !known.contains(incident.getId()))
                    .toList();
            Map<String, String> tickets = tickets(fresh);
            return new Look(
                    open.stream().map(Incident::getId).collect(Collectors.toSet()),
                    fresh.stream().map(incident -> describe(incident, tickets)).toList());
        });
    }

    /** Jobs that have failed and are tried again by themselves, those that are next first. */
    public List<Retry> retrying(int most) {
        return engine.unrestricted(() -> {
            List<Job> failing = management
                    .createJobQuery()
                    .withException()
                    .withRetriesLeft()
                    .orderByJobDuedate()
                    .asc()
                    .listPage(0, most);
            Map<String, String> tickets = ticketsOf(failing.stream().map(Job::getProcessInstanceId));
            return failing.stream().map(job -> describe(job, tickets)).toList();
        });
    }

    private Retry describe(Job job, Map<String, String> tickets) {
        String definition = job.getProcessDefinitionId();
        String message = job.getExceptionMessage();
        String instance = job.getProcessInstanceId();
        String activity = job.getJobDefinitionId() == null
                ? null
                : management
                        .createJobDefinitionQuery()
                        .jobDefinitionId(job.getJobDefinitionId())
                        .singleResult()
                        .getActivityId();
        return new Retry(
                job.getId(),
                instance == null ? null : tickets.get(instance),
                process(definition),
                element(definition, activity),
                element(definition, job.getFailedActivityId()),
                job.getDuedate() == null ? clock.instant() : job.getDuedate().toInstant(),
                job.getRetries(),
                message == null ? "" : message);
    }

    private Map<String, String> tickets(List<Incident> incidents) {
        return ticketsOf(incidents.stream().map(Incident::getProcessInstanceId));
    }

    private Map<String, String> ticketsOf(Stream<@Nullable String> processInstances) {
        Set<String> instances = processInstances.filter(Objects::nonNull).collect(Collectors.toSet());
        if (instances.isEmpty()) {
            return Map.of();
        }
        return runtime.createProcessInstanceQuery().processInstanceIds(instances).list().stream()
                .filter(instance -> instance.getBusinessKey() != null)
                .filter(instance ->
                        TicketNumber.PATTERN.matcher(instance.getBusinessKey()).matches())
                .collect(Collectors.toMap(ProcessInstance::getId, ProcessInstance::getBusinessKey));
    }

    private Stuck describe(Incident incident, Map<String, String> tickets) {
        String definition = incident.getProcessDefinitionId();
        String job = incident.getConfiguration();
        String message = incident.getIncidentMessage();
        String instance = incident.getProcessInstanceId();
        return new Stuck(
                incident.getId(),
                job,
                instance == null ? null : tickets.get(instance),
                process(definition),
                element(definition, incident.getActivityId()),
                element(definition, incident.getFailedActivityId()),
                incident.getIncidentTimestamp().toInstant(),
                message == null ? "" : message,
                trace(job));
    }

    private Element process(@Nullable String definition) {
        if (definition == null) {
            return new Element(null, null, null);
        }
        ProcessDefinition found = repository.getProcessDefinition(definition);
        return new Element(found.getKey(), null, found.getName());
    }

    private Element element(@Nullable String definition, @Nullable String id) {
        if (definition == null || id == null) {
            return new Element(null, id, null);
        }
        // What failed may stand in a process that was called, of which the failure has left no trace.
        return element(repository.getProcessDefinition(definition), id)
                .or(() -> repository.createProcessDefinitionQuery().latestVersion().list().stream()
                        .flatMap(process -> element(process, id).stream())
                        .findFirst())
                .orElseGet(() -> new Element(null, id, null));
    }

    private Optional<Element> element(ProcessDefinition process, String id) {
        ModelElementInstance element =
                repository.getBpmnModelInstance(process.getId()).getModelElementById(id);
        return Optional.ofNullable(element)
                .map(found -> new Element(process.getKey(), id, found.getAttributeValue("name")));
    }

    /** The technical text of the last failure; empty where there is none any more. */
    public String trace(String job) {
        return engine.unrestricted(() -> {
            if (management.createJobQuery().jobId(job).count() == 0) {
                return "";
            }
            String trace = management.getJobExceptionStacktrace(job);
            return trace == null ? "" : trace;
        });
    }

    /** How often it has been tried. */
    public long attempts(String job) {
        return engine.unrestricted(() ->
                history.createHistoricJobLogQuery().jobId(job).failureLog().count());
    }

    /**
     * Has it tried once more, now. Where it fails it is stuck again at once, with an incident of its own.
     *
     * @return false where it is no longer there
     */
    public boolean tryAgain(String job) {
        return engine.unrestricted(() -> {
            if (management.createJobQuery().jobId(job).noRetriesLeft().count() == 0) {
                return false;
            }
            try {
                management
                        .setJobRetries(1)
                        .jobId(job)
                        .dueDate(Date.from(clock.instant()))
                        .execute();
                return true;
            } catch (ProcessEngineException gone) {
                return false;
            }
        });
    }
}
