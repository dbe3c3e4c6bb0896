package io.promisedesk.model;

import static io.promisedesk.model.Step.pick;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.EmptyDesk;
import io.promisedesk.model.ModelRoster.Away;
import io.promisedesk.model.ModelRoster.Planned;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.Absence;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.IncomingMessage;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.TeamRouting;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.WaitingFor;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.SpinValues;
import org.jspecify.annotations.Nullable;

/**
 * Drives a desk of two nodes on one database through steps. What the application refuses has not happened; everything
 * else that goes wrong fails the test.
 */
final class ModelDesk {

    /** A Friday, 10:00 in Berlin: clocks go forward there on the Sunday that follows. */
    static final Instant FRIDAY = Instant.parse("2026-03-27T09:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SUBJECTS =
            List.of("Question about my invoice", "I cannot log in", "Complaint", "Total outage", "Hello");
    private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

    final ModelRoster roster = new ModelRoster();
    final List<String> story = new ArrayList<>();

    private final List<ModelNode> nodes;
    private final Map<Step.Move, Integer> done;
    private int node;

    /** @param done counts what the application has done and not refused */
    ModelDesk(List<ModelNode> nodes, Map<Step.Move, Integer> done) {
        this.done = done;
        this.nodes = nodes;
        EmptyDesk.empty(nodes.get(0).context(), FRIDAY);
        // Its cycle began when the process was deployed, on the day of the machine.
        here().jdbc()
                .sql(
                        """
                        update act_ru_job set duedate_ = :now, repeat_ = 'R/2026-03-27T09:00:00/PT2H'
                        where process_def_key_ = 'plan-shifts'
                        """)
                .param("now", LocalDateTime.ofInstant(FRIDAY, ZoneOffset.UTC))
                .update();
        here().routing().route("technical", TeamRouting.Mode.PUSH, 4, olga());
        LocalDate first = LocalDate.of(2026, 3, 26);
        first.datesUntil(first.plusDays(9)).forEach(this::planDay);
    }

    private void planDay(LocalDate day) {
        boolean even = day.toEpochDay() % 2 == 0;
        plan("service", day, 8, 8, even ? List.of("sam", "sue") : List.of("sam"));
        plan("service", day, 15, 7, even ? List.of("sofia") : List.of("sofia", "stan"));
        plan("technical", day, 9, 8, even ? List.of("tara") : List.of("tara", "till"));
        plan("technical", day, 22, 8, List.of("tom"));
        plan("harbour", day, 9, 8, List.of("hana"));
    }

    private void plan(String team, LocalDate day, int hour, int hours, List<String> people) {
        Instant start =
                day.atTime(LocalTime.of(hour, 0)).atZone(ModelRoster.zone(team)).toInstant();
        put(new Planned(team, start, start.plus(Duration.ofHours(hours)), people));
    }

    private void put(Planned shift) {
        here().roster().plan(shift.team(), shift.start(), shift.end(), shift.people());
        roster.changed(shift.team(), now());
        roster.plan(shift);
    }

    ModelNode here() {
        return nodes.get(node);
    }

    Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    /** Does it, unless the application refuses it or there is nothing to do it to. */
    void take(Step step) {
        int before = story.size();
        try {
            doIt(step);
            if (story.size() > before || step.move() == Step.Move.CHANGE_NODE) {
                done.merge(step.move(), 1, Integer::sum);
            }
        } catch (Exception e) {
            Optional<Refusal> refusal = refusal(e);
            if (refusal.isEmpty()) {
                throw new AssertionError("failed: " + step + "\n" + this, e);
            }
            tell("   refused: " + refusal.get().getMessage());
        }
        if (story.size() > before) {
            // The rest of what happens at this instant, on whichever node.
            runDue();
        }
    }

    private static Optional<Refusal> refusal(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    private void doIt(Step step) throws Exception {
        int a = step.a();
        int b = step.b();
        switch (step.move()) {
            case ARRIVE -> arrive(pick(SUBJECTS, a), b % 7, step.c());
            case CUSTOMER_WRITES ->
                anyTicket(a).ifPresent(ticket -> {
                    tell("customer writes to " + ticket);
                    here().tickets().customerWrote(ticket, message("And now?"));
                });
            case CLAIM ->
                claimed(a, b).ifPresent(ticket -> {
                    tell(ticket.owner() + " takes " + ticket.number());
                    here().tickets().claim(ticket.number(), agent(ticket.owner()));
                });
            case TAKE_NEXT -> takeNext(a);
            case REPLY ->
                owned(a).ifPresent(ticket -> {
                    tell(ticket.owner() + " answers " + ticket.number());
                    here().tickets()
                            .reply(ticket.number(), "Here you are.", List.of(), b % 3 == 0, agent(ticket.owner()));
                });
            case WAIT ->
                owned(a).ifPresent(ticket -> {
                    WaitingFor party = b % 2 == 0 ? WaitingFor.CUSTOMER : WaitingFor.THIRD_PARTY;
                    tell(ticket.owner() + " waits on " + ticket.number() + " for " + party);
                    here().tickets().waitFor(ticket.number(), party, agent(ticket.owner()));
                });
            case RESUME ->
                owned(a).ifPresent(ticket -> {
                    tell(ticket.owner() + " resumes " + ticket.number());
                    here().tickets().resume(ticket.number(), agent(ticket.owner()));
                });
            case RESOLVE ->
                owned(a).ifPresent(ticket -> {
                    tell(ticket.owner() + " resolves " + ticket.number());
                    here().tickets().resolve(ticket.number(), b % 2 == 0 ? "Done." : null, agent(ticket.owner()));
                });
            case REOPEN ->
                openTicket(a, "state = 'RESOLVED'").ifPresent(ticket -> {
                    tell("olga reopens " + ticket);
                    here().tickets().reopen(ticket, olga());
                });
            case CLOSE ->
                openTicket(a, "state = 'RESOLVED'").ifPresent(ticket -> {
                    tell("olga closes " + ticket);
                    here().tickets().close(ticket, olga());
                });
            case CANCEL ->
                openTicket(a, "true").ifPresent(ticket -> {
                    tell("olga cancels " + ticket);
                    here().tickets().cancel(ticket, "spam", olga());
                });
            case ASSIGN ->
                openTicket(a, "true").ifPresent(ticket -> {
                    String to = b % 5 == 0 ? null : pick(everybody(), b);
                    tell("olga gives " + ticket + " to " + to);
                    here().tickets().assign(ticket, to, olga());
                });
            case TRANSFER ->
                openTicket(a, "true").ifPresent(ticket -> {
                    String team = pick(ModelRoster.TEAM_KEYS, b);
                    tell("olga transfers " + ticket + " to " + team);
                    here().tickets().transfer(ticket, team, olga());
                });
            case PASS_MINUTES -> pass(Duration.ofMinutes(1 + Math.floorMod(a, 59)));
            case PASS_HOURS -> pass(Duration.ofHours(1 + Math.floorMod(a, 7)));
            case TO_NEXT_TIMER -> nextTimer().ifPresent(due -> pass(Duration.between(now(), due)));
            case TO_NEXT_HAND_OVER -> untilSomebodyIsAsked(Duration.ofHours(10));
            case HAND_OVER -> task("userTask_handOverTickets", a).ifPresent(task -> handOver(task, b, step.c()));
            case TAKE_OVER -> task("userTask_takeOverTickets", a).ifPresent(task -> takeOver(task, b));
            case FIND_OWNERS -> task("userTask_placeTickets", a).ifPresent(task -> findOwners(task, b));
            case TAKE_BACK -> task("userTask_lookAtYourTickets", a).ifPresent(task -> takeBack(task, b));
            case PLAN_SHIFT -> planShift(a, b, step.c());
            case UNPLAN_SHIFT -> {
                List<Planned> upcoming = roster.upcoming(now());
                Planned shift = pick(upcoming, a);
                tell("no shift " + shift);
                here().roster().unplan(shift.team(), shift.start(), shift.end());
                roster.changed(shift.team(), now());
                roster.unplan(shift);
            }
            case ABSENT -> absent(pick(everybody(), a), b, step.c());
            case BACK -> {
                List<Away> absences = roster.absencesEndingAfter(now());
                if (!absences.isEmpty()) {
                    back(pick(absences, a), b);
                }
            }
            case CHANGE_NODE -> node = (node + 1) % nodes.size();
        }
    }

    private void takeNext(int a) {
        List<String> present = everybody().stream()
                .filter(person -> roster.isOnShift(person, now()))
                .toList();
        if (!present.isEmpty()) {
            String person = pick(present, a);
            here().routing()
                    .takeNext(agent(person))
                    .ifPresent(ticket -> tell(person + " takes the next ticket, " + ticket));
        }
    }

    private void arrive(String subject, int customer, int c) {
        String team = c % 4 == 0 ? pick(ModelRoster.TEAM_KEYS, c / 4) : null;
        TicketNumber number = here().tickets()
                .open(
                        new NewTicket(
                                subject,
                                message("Please help."),
                                "customer" + customer + "@example.org",
                                "Customer " + customer,
                                Channel.MAIL,
                                null,
                                null,
                                team,
                                null,
                                now()),
                        Actor.SYSTEM);
        tell(number + " arrives: " + subject + (team == null ? "" : " for " + team));
    }

    /** Suddenly and until further notice, for some hours, or planned. */
    private void absent(String person, int b, int c) {
        Instant from = b % 3 == 0 ? now().plus(Duration.ofHours(Math.floorMod(c, 40))) : now();
        Instant to = b % 4 == 0 ? null : from.plus(Duration.ofHours(1 + Math.floorMod(c, 50)));
        tell(person + " is away from " + from + " to " + to);
        Absence absence = here().roster()
                .reportAbsence(
                        person, b % 2 == 0 ? Absence.Kind.SICKNESS : Absence.Kind.VACATION, from, to, null, olga());
        roster.absent(new Away(absence.id(), person, from, to));
    }

    private void back(Away absence, int b) {
        boolean begun = !absence.from().isAfter(now());
        tell(absence.person() + (begun && b % 2 == 0 ? " is back" : " was never away from ") + absence.from());
        if (begun && b % 2 == 0) {
            here().roster().endAbsence(absence.id(), now(), olga());
            roster.back(absence.id());
            roster.absent(new Away(absence.id(), absence.person(), absence.from(), now()));
        } else {
            here().roster().cancelAbsence(absence.id(), olga());
            roster.back(absence.id());
        }
    }

    private void planShift(int a, int b, int c) {
        String team = pick(ModelRoster.TEAM_KEYS, a);
        Instant hour = now().truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        List<Planned> running = roster.upcoming(now()).stream()
                .filter(shift -> shift.team().equals(team))
                .toList();
        List<String> agents = ModelRoster.everybody(List.of(team));
        List<String> people = agents.stream()
                .filter(agent -> (b >> agents.indexOf(agent)) % 2 == 0)
                .toList();
        Planned shift = c % 2 == 0 || running.isEmpty()
                ? new Planned(
                        team,
                        hour.plus(Duration.ofHours(Math.floorMod(c, 12) - 2)),
                        hour.plus(Duration.ofHours(Math.floorMod(c, 12) + 3)),
                        people)
                : new Planned(team, running.get(0).start(), running.get(0).end(), people);
        tell("shift " + shift);
        put(shift);
    }

    private void handOver(Task task, int b, int c) {
        String agent = task.getAssignee();
        List<JsonNode> rows = rows(task, "tickets");
        List<JsonNode> receivers = rows(task, "receivers");
        List<Map<String, String>> answers = new ArrayList<>();
        for (JsonNode row : rows) {
            Map<String, String> answer = answerTo(row);
            int choice = Math.floorMod(b + answers.size() * 7, 10);
            // Mostly what was proposed, sometimes something else.
            String proposed = row.path("decision").asText("hand-over");
            answer.put("decision", choice < 6 ? proposed : choice < 8 ? "keep" : "hand-over");
            String receiver = row.path("receiver").asText(null);
            answer.put(
                    "receiver",
                    choice < 6 || receivers.isEmpty()
                            ? receiver
                            : pick(receivers, c + choice).path("value").asText());
            if (choice % 2 == 0) {
                answer.put("note", "Look at the last message.");
            }
            answers.add(answer);
        }
        submit(task, agent, answers);
    }

    private void takeOver(Task task, int b) {
        List<Map<String, String>> answers = new ArrayList<>();
        for (JsonNode row : rows(task, "tickets")) {
            Map<String, String> answer = answerTo(row);
            boolean accept = Math.floorMod(b + answers.size() * 3, 5) > 2;
            answer.put("decision", accept ? "accept" : "decline");
            answer.put("reason", accept ? null : "My hands are full.");
            answers.add(answer);
        }
        submit(task, task.getAssignee(), answers);
    }

    private void findOwners(Task task, int b) {
        List<JsonNode> receivers = rows(task, "receivers");
        List<Map<String, String>> answers = new ArrayList<>();
        for (JsonNode row : rows(task, "tickets")) {
            Map<String, String> answer = answerTo(row);
            if (!receivers.isEmpty() && Math.floorMod(b + answers.size(), 4) > 0) {
                answer.put(
                        "receiver",
                        pick(receivers, b + answers.size()).path("value").asText());
            }
            answers.add(answer);
        }
        submit(task, "olga", answers);
    }

    private void takeBack(Task task, int b) {
        List<Map<String, String>> answers = new ArrayList<>();
        for (JsonNode row : rows(task, "tickets")) {
            Map<String, String> answer = answerTo(row);
            answer.put("takeBack", String.valueOf(Math.floorMod(b + answers.size(), 3) > 0));
            answers.add(answer);
        }
        submit(task, task.getAssignee(), answers);
    }

    private static Map<String, String> answerTo(JsonNode row) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("number", row.path("number").asText());
        return answer;
    }

    /** As Tasklist does. */
    private void submit(Task task, String person, List<Map<String, String>> answers) {
        tell(person + " completes " + task.getName() + ": " + answers);
        try {
            String json = JSON.writeValueAsString(answers);
            as(person, () -> here().forms()
                    .submitTaskForm(
                            task.getId(),
                            Map.of("tickets", SpinValues.jsonValue(json).create())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<JsonNode> rows(Task task, String variable) {
        Object value = here().tasks().getVariable(task.getId(), variable);
        List<JsonNode> rows = new ArrayList<>();
        if (value != null) {
            try {
                JSON.readTree(value.toString()).forEach(rows::add);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return rows;
    }

    private void as(String person, Runnable action) {
        here().identity().setAuthentication(person, groupsOf(person));
        try {
            action.run();
        } finally {
            here().identity().clearAuthentication();
        }
    }

    private List<String> groupsOf(String person) {
        return here().identity().createGroupQuery().groupMember(person).list().stream()
                .map(org.camunda.bpm.engine.identity.Group::getId)
                .toList();
    }

    /** Time passes from one timer to the next; what falls due at one instant happens before the next. */
    private void pass(Duration duration) {
        Instant to = now().plus(duration);
        tell("until " + to);
        for (Optional<Instant> due = nextTimer().filter(next -> !next.isAfter(to));
                due.isPresent();
                due = nextTimer().filter(next -> !next.isAfter(to))) {
            ClockUtil.setCurrentTime(Date.from(due.get()));
            runDue();
        }
        ClockUtil.setCurrentTime(Date.from(to));
    }

    /** People act when they are asked: time passes until somebody has one more task of a hand-over, and no longer than that. */
    private void untilSomebodyIsAsked(Duration longest) {
        Instant end = now().plus(longest);
        long before = asked();
        while (asked() <= before && now().isBefore(end)) {
            pass(Duration.between(
                    now(), nextTimer().filter(due -> due.isBefore(end)).orElse(end)));
        }
    }

    private long asked() {
        return here().tasks()
                .createTaskQuery()
                .processDefinitionKeyIn("shift", "handover")
                .count();
    }

    private void runDue() {
        for (int count = 0; ; count++) {
            List<Job> due = here().jobs()
                    .createJobQuery()
                    .executable()
                    .withRetriesLeft()
                    .active()
                    .orderByJobDuedate()
                    .asc()
                    .listPage(0, 1);
            if (due.isEmpty()) {
                return;
            }
            if (count > 3_000) {
                throw new AssertionError("jobs that beget jobs for ever\n" + this);
            }
            try {
                here().jobs().executeJob(due.get(0).getId());
            } catch (RuntimeException e) {
                throw new AssertionError("a job failed: " + due.get(0) + "\n" + this, e);
            }
        }
    }

    private Optional<Instant> nextTimer() {
        return here().jdbc()
                .sql(
                        """
                        select min(duedate_) at time zone 'UTC' from act_ru_job
                        where retries_ > 0 and duedate_ > :now and duedate_ < :never and process_def_key_ is not null
                        """)
                .param("now", Timestamp.from(now()))
                .param("never", Timestamp.from(NEVER))
                .query((row, n) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }

    record Owned(TicketNumber number, String owner) {}

    private Optional<Owned> owned(int number) {
        List<Owned> owned = here()
                .jdbc()
                .sql(
                        """
                        select number, owner from ticket_ticket
                        where owner is not null and state not in ('CLOSED', 'CANCELLED') order by number
                        """)
                .query((row, n) -> new Owned(new TicketNumber(row.getString(1)), row.getString(2)))
                .list()
                .stream()
                // Agents work while they are on shift.
                .filter(ticket -> roster.isOnShift(ticket.owner(), now()))
                .toList();
        return owned.isEmpty() ? Optional.empty() : Optional.of(pick(owned, number));
    }

    /** A ticket of a queue, and somebody of its team who is there to take it. */
    private Optional<Owned> claimed(int a, int b) {
        List<Owned> possible = here()
                .jdbc()
                .sql(
                        """
                        select number, team from ticket_ticket
                        where owner is null and team is not null and state not in ('CLOSED', 'CANCELLED') order by number
                        """)
                .query((row, n) -> new Owned(new TicketNumber(row.getString(1)), row.getString(2)))
                .list()
                .stream()
                .flatMap(waiting -> ModelRoster.everybody(List.of(waiting.owner())).stream()
                        .filter(person -> roster.isOnShift(person, now()))
                        .map(person -> new Owned(waiting.number(), person)))
                .toList();
        return possible.isEmpty() ? Optional.empty() : Optional.of(pick(possible, a + b));
    }

    private Optional<TicketNumber> openTicket(int number, String condition) {
        return oneOf("state not in ('CLOSED', 'CANCELLED') and " + condition, number);
    }

    private Optional<TicketNumber> anyTicket(int number) {
        return oneOf("true", number);
    }

    private Optional<TicketNumber> oneOf(String condition, int number) {
        List<String> found = here().jdbc()
                .sql("select number from ticket_ticket where " + condition + " order by number")
                .query(String.class)
                .list();
        return found.isEmpty() ? Optional.empty() : Optional.of(new TicketNumber(pick(found, number)));
    }

    private Optional<Task> task(String element, int number) {
        List<Task> found = here().tasks()
                .createTaskQuery()
                .taskDefinitionKey(element)
                .orderByTaskId()
                .asc()
                .list();
        return found.isEmpty() ? Optional.empty() : Optional.of(pick(found, number));
    }

    private static List<String> everybody() {
        return ModelRoster.everybody(ModelRoster.TEAM_KEYS);
    }

    private static Actor agent(String person) {
        return switch (person) {
            case "vera" -> new Actor("vera", Set.of(Role.SUPERVISOR), Set.of("service", "harbour"));
            case "victor" -> new Actor("victor", Set.of(Role.SUPERVISOR), Set.of("technical"));
            case "olga" -> olga();
            default -> new Actor(person, Set.of(Role.AGENT), Set.of(ModelRoster.teamOf(person)));
        };
    }

    private static Actor olga() {
        return new Actor("olga", Set.of(Role.DISPATCHER), Set.of());
    }

    private IncomingMessage message(String text) {
        return new IncomingMessage(text, null, null, now(), null, List.of());
    }

    private void tell(String line) {
        story.add(now() + " node " + node + ": " + line);
    }

    Map<String, Integer> linesByState() {
        Map<String, Integer> lines = new LinkedHashMap<>();
        here().jdbc()
                .sql("select state, count(*) from handover_line group by state")
                .query(row -> {
                    lines.put(row.getString(1), row.getInt(2));
                });
        return lines;
    }

    /** What has happened so far. */
    @Override
    public String toString() {
        return String.join("\n", story);
    }
}
