package io.promisedesk.ticket;

import io.promisedesk.people.Customer;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.WrittenLanguage;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClocksMoved;
import io.promisedesk.sla.ClocksWillMove;
import io.promisedesk.sla.LedgerWords;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Target;
import io.promisedesk.ticket.process.TicketFlow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Everything that changes a ticket, its clocks and its audit, except moving the owner's task on. That is done by whoever
 * calls: the desk completes the task, or the task is just being completed in Tasklist.
 */
@Component
@Transactional
public class TicketMoves {

    private static final Logger LOG = LoggerFactory.getLogger(TicketMoves.class);

    private final TicketRepository tickets;
    private final PeopleDesk people;
    private final ClockDesk clocks;
    private final TicketLadders ladders;
    private final TicketFlow flow;
    private final TicketMails mails;
    private final EarlyWarning warning;
    private final TicketDeadlines deadlines;
    private final TicketSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TicketRules rules;

    TicketMoves(
            TicketRepository tickets,
            PeopleDesk people,
            ClockDesk clocks,
            TicketLadders ladders,
            TicketFlow flow,
            TicketMails mails,
            EarlyWarning warning,
            TicketDeadlines deadlines,
            TicketSettings settings,
            ApplicationEventPublisher events,
            Clock clock,
            TicketRules rules) {
        this.rules = rules;
        this.tickets = tickets;
        this.people = people;
        this.clocks = clocks;
        this.ladders = ladders;
        this.flow = flow;
        this.mails = mails;
        this.warning = warning;
        this.deadlines = deadlines;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    // --- what the process reports, in the order of the drawing

    /**
     * @param row outputs of {@code classification.dmn}: {@code category}, {@code team}, {@code priority}; what whoever
     *     opened the ticket said has precedence
     */
    public Classification classified(TicketNumber number, Map<String, Object> row) {
        Ticket ticket = lock(number);
        if (ticket.isRecorded()) {
            return new Classification(ticket.team(), name(ticket.priority()), ticket.category());
        }
        ticket.classify(
                ticket.prioritySaid() ? ticket.priority() : priority(row),
                ticket.category() != null ? ticket.category() : text(row, "category"),
                ticket.team() != null ? ticket.team() : knownTeam(number, text(row, "team")));
        tickets.update(ticket);
        return new Classification(ticket.team(), name(ticket.priority()), ticket.category());
    }

    /**
     * @param row outputs of {@code routing.dmn}: {@code team}, {@code skills} with commas between them; an empty team leaves
     *     the one that is known, and one that whoever opened the ticket named has precedence
     */
    public Routed routed(TicketNumber number, Map<String, Object> row) {
        Ticket ticket = lock(number);
        if (ticket.isRecorded()) {
            return new Routed(ticket.team(), "");
        }
        String team = ticket.teamSaid() ? null : knownTeam(number, text(row, "team"));
        if (team != null) {
            ticket.classify(ticket.priority(), ticket.category(), team);
        }
        ticket.need(NeededSkills.of(text(row, "skills")));
        tickets.update(ticket);
        return new Routed(ticket.team(), NeededSkills.text(ticket.skills()));
    }

    /**
     * Who takes a ticket, and what they have to be able to do.
     *
     * @param team null: a dispatcher decides
     * @param skills with commas between them
     */
    public record Routed(@Nullable String team, String skills) {}

    /** A table that names a team nobody has set up must not keep mail from becoming tickets: a dispatcher decides. */
    private @Nullable String knownTeam(TicketNumber number, @Nullable String team) {
        if (team != null && people.team(team).isEmpty()) {
            LOG.warn(
                    "A decision table sends {} to team \"{}\", which does not exist: a dispatcher decides",
                    number,
                    team);
            return null;
        }
        return team;
    }

    /** What is known after classification; inputs of the decisions that follow. */
    public record Classification(@Nullable String team, String priority, @Nullable String category) {}

    /** Starts the clocks of the promise; from here on the process has timers. */
    public String levelChosen(TicketNumber number, ServiceLevel level) {
        Ticket ticket = lock(number);
        ticket.promise(level);
        tickets.update(ticket);
        ZoneId zone = zone(ticket);
        for (Metric metric : List.of(Metric.FIRST_RESPONSE, Metric.RESOLUTION)) {
            ladders.target(level, metric, zone)
                    .ifPresent(target -> clocks.start(number.value(), metric, target, ticket.receivedAt));
        }
        return level.name();
    }

    public void acknowledge(TicketNumber number) {
        Ticket ticket = lock(number);
        if (settings.acknowledge() && !ticket.isRecorded() && tickets.mayAutoReply(number)) {
            mails.acknowledge(ticket, customer(ticket), zone(ticket));
        }
    }

    public void tellUnassigned(TicketNumber number) {
        Ticket ticket = lock(number);
        mails.tellUnassigned(ticket, customer(ticket));
    }

    public void closeUnopposed(TicketNumber number) {
        close(lock(number), Actor.SYSTEM);
    }

    // --- what people and customers do

    Ticket open(NewTicket request, @Nullable TicketNumber followUpOf, Actor by) {
        return open(request, followUpOf, false, by);
    }

    /** @param recorded whether it belongs to a history that is replayed: see {@link Ticket#isRecorded} */
    Ticket open(NewTicket request, @Nullable TicketNumber followUpOf, boolean recorded, Actor by) {
        TicketRules.requireOpen(by);
        Instant now = clock.instant();
        Instant receivedAt = request.receivedAt().isAfter(now) ? now : request.receivedAt();
        String team = request.team();
        if (team != null && people.team(team).isEmpty()) {
            throw Refusal.invalid("team", "ticket.refused.unknownTeam", team);
        }
        requireSize(request.message().attachments());
        Customer customer = people.customer(request.customerEmail(), request.customerName(), language(request));
        Ticket ticket = new Ticket(
                tickets.nextNumber(receivedAt),
                TicketInput.line("subject", request.subject()),
                customer.id(),
                request.channel(),
                customer.language(),
                receivedAt,
                now,
                by.id(),
                followUpOf);
        ticket.say(request.priority(), request.category(), team);
        if (recorded) {
            ticket.record();
        }
        tickets.insert(ticket);
        IncomingMessage message = request.message();
        long first = tickets.insertMessage(
                ticket.number,
                "CUSTOMER",
                customer.email(),
                true,
                receivedAt,
                message.sentAt(),
                message.text(),
                message.html(),
                message.messageId(),
                message.attachments());
        if (message.noAutoReply()) {
            tickets.forbidAutoReply(first);
        }
        audit(ticket, by, "opened", Map.of("channel", name(request.channel())));
        String instance = flow.start(ticket.number.value(), facts(ticket, customer));
        // The process has classified and promised meanwhile.
        Ticket started = lock(ticket.number);
        started.startedAs(instance);
        tickets.update(started);
        flow.answerOwed(instance);
        publish(started, TicketEvent.Kind.OPENED, by, null);
        return started;
    }

    /** The customer's message on a ticket that is not over. */
    void customerWrote(Ticket ticket, IncomingMessage message) {
        requireSize(message.attachments());
        Instant now = clock.instant();
        Instant at = message.receivedAt().isAfter(now) ? now : message.receivedAt();
        Customer customer = customer(ticket);
        tickets.insertMessage(
                ticket.number,
                "CUSTOMER",
                customer.email(),
                true,
                at,
                message.sentAt(),
                message.text(),
                message.html(),
                message.messageId(),
                message.attachments());
        TicketState before = ticket.state();
        goOn(ticket, at);
        boolean owed = ticket.oweAnswer(at);
        if (owed) {
            start(ticket, Metric.NEXT_RESPONSE, at);
        }
        tickets.update(ticket);
        audit(ticket, Actor.CUSTOMER, "customer-wrote", Map.of());
        goesOn(ticket, before, owed, Actor.CUSTOMER);
        publish(ticket, TicketEvent.Kind.CUSTOMER_WROTE, Actor.CUSTOMER, ticket.owner());
    }

    /** The customer has said something at that instant: what waited for them, or was thought to be solved, goes on. */
    private void goOn(Ticket ticket, Instant at) {
        Instant now = clock.instant();
        Instant since = later(at, ticket.stateSince());
        if (ticket.state() == TicketState.WAITING_FOR_CUSTOMER) {
            clocks.resume(ticket.number.value(), Metric.RESOLUTION, since);
            clocks.resume(ticket.number.value(), Metric.PROMISED_UPDATE, since);
            ticket.resume(now);
        } else if (ticket.state() == TicketState.RESOLVED) {
            ticket.reopen(now);
            start(ticket, Metric.RESOLUTION, since);
        }
    }

    /** The process hears of it, too. */
    private void goesOn(Ticket ticket, TicketState before, boolean owed, Actor by) {
        if (owed) {
            flow.answerOwed(ticket.processInstance());
        }
        if (before == TicketState.WAITING_FOR_CUSTOMER || before == TicketState.RESOLVED) {
            flow.customerReplied(ticket.processInstance());
        }
        if (before == TicketState.WAITING_FOR_CUSTOMER) {
            clocksMoved(ticket, isWatched(ticket));
        }
        showDeadline(ticket);
        if (before == TicketState.RESOLVED) {
            publish(ticket, TicketEvent.Kind.REOPENED, by, ticket.owner());
        }
    }

    /** A public answer. One that no human gives reaches the customer, and answers nothing: an answer is owed as before. */
    void reply(Ticket ticket, String text, List<FileContent> files, @Nullable Budget newsWithin, Actor by) {
        TicketRules.requireWrite(ticket, by);
        ticket.requireNotOver();
        requireSize(files);
        Instant now = clock.instant();
        List<String> thread = tickets.thread(ticket.number);
        String messageId = TicketMails.newMessageId();
        long message = tickets.insertMessage(
                ticket.number,
                by.isPerson() ? "AGENT" : "SYSTEM",
                by.id(),
                true,
                now,
                null,
                TicketInput.text("text", text),
                null,
                messageId,
                files);
        if (by.isPerson()) {
            boolean owed = ticket.answerOwedSince() != null;
            ticket.answered(now);
            tickets.update(ticket);
            if (owed) {
                stopResponse(ticket, now);
            }
            flow.replied(ticket.processInstance(), owed);
        }
        promiseNews(ticket, newsWithin, now);
        Instant newsBy = newsWithin == null
                ? null
                : clocks.open(ticket.number.value(), Metric.PROMISED_UPDATE)
                        .map(ClockView::due)
                        .orElse(null);
        if (!ticket.isRecorded()) {
            mails.reply(
                    ticket,
                    customer(ticket),
                    message,
                    text.strip(),
                    files,
                    by,
                    messageId,
                    thread,
                    newsBy,
                    zone(ticket));
        }
        audit(ticket, by, "replied", Map.of("message", message));
        publish(ticket, TicketEvent.Kind.REPLIED, by, ticket.owner());
    }

    /** A public answer is the news that was promised, and promises the next: what the agent says or else the level. */
    private void promiseNews(Ticket ticket, @Nullable Budget newsWithin, Instant now) {
        endNews(ticket, now);
        if (ticket.state() == TicketState.RESOLVED) {
            return;
        }
        ServiceLevel level = ticket.promisedLevel();
        if ((newsWithin == null && level.update() == null) || !flow.watchesNews(ticket.processInstance())) {
            return;
        }
        Optional<Target> target = newsWithin == null
                ? ladders.target(level, Metric.PROMISED_UPDATE, zone(ticket))
                : Optional.of(ladders.target(level, Metric.PROMISED_UPDATE, newsWithin, zone(ticket)));
        target.ifPresent(promise -> {
            clocks.start(ticket.number.value(), Metric.PROMISED_UPDATE, promise, now);
            if (ticket.state() == TicketState.WAITING_FOR_CUSTOMER) {
                clocks.pause(ticket.number.value(), Metric.PROMISED_UPDATE, now, name(WaitingFor.CUSTOMER));
            }
            flow.newsPromised(ticket.processInstance());
        });
    }

    private void endNews(Ticket ticket, Instant now) {
        if (clocks.stop(ticket.number.value(), Metric.PROMISED_UPDATE, now)) {
            newsEnded(ticket);
        }
    }

    private void newsEnded(Ticket ticket) {
        endEscalation(ticket, "update");
        flow.newsGiven(ticket.processInstance());
    }

    void note(Ticket ticket, String text, List<FileContent> files, Actor by) {
        TicketRules.requireWrite(ticket, by);
        requireSize(files);
        tickets.insertMessage(
                ticket.number,
                by.isPerson() ? "AGENT" : "SYSTEM",
                by.id(),
                false,
                clock.instant(),
                null,
                TicketInput.text("text", text),
                null,
                null,
                files);
        audit(ticket, by, "noted", Map.of());
        publish(ticket, TicketEvent.Kind.NOTED, by, ticket.owner());
    }

    /** The outbox has given a mail up; of a ticket that is gone there is nobody to tell. */
    void undelivered(TicketNumber number, String address, String error) {
        tickets.lock(number)
                .ifPresent(ticket -> mailFailed(ticket, mails.undelivered(ticket, address, error), List.of()));
    }

    void mailFailed(Ticket ticket, String text, List<FileContent> files) {
        requireSize(files);
        long note = tickets.insertMessage(
                ticket.number,
                "SYSTEM",
                Actor.SYSTEM.id(),
                false,
                clock.instant(),
                null,
                TicketInput.text("text", text),
                null,
                null,
                files);
        audit(ticket, Actor.SYSTEM, "mail-failed", Map.of("message", note));
        mails.tellMailFailed(ticket, customer(ticket), note);
        publish(ticket, TicketEvent.Kind.MAIL_FAILED, Actor.SYSTEM, ticket.owner());
    }

    /**
     * The process hears it from whoever calls: see {@link TicketFlow#ownerIs} and {@link TicketFlow#rememberOwner}.
     *
     * @param owner null: back to the team's queue
     */
    void own(Ticket ticket, @Nullable String owner, Actor by) {
        String previous = ticket.owner();
        ticket.ownBy(owner, clock.instant());
        tickets.update(ticket);
        Map<String, Object> detail = new HashMap<>();
        detail.put("from", previous);
        detail.put("to", owner);
        audit(ticket, by, owner == null ? "returned" : owner.equals(by.id()) ? "claimed" : "assigned", detail);
        publish(ticket, TicketEvent.Kind.OWNER_CHANGED, by, previous);
    }

    /**
     * The desk itself has found somebody for a ticket that nobody had. The process hears it from whoever calls.
     *
     * @param why what is kept in the history beside the name
     */
    void push(Ticket ticket, String owner, Map<String, Object> why) {
        ticket.ownBy(owner, clock.instant());
        tickets.update(ticket);
        Map<String, Object> detail = new HashMap<>(why);
        detail.put("to", owner);
        audit(ticket, Actor.SYSTEM, "routed", detail);
        publish(ticket, TicketEvent.Kind.OWNER_CHANGED, Actor.SYSTEM, null);
    }

    /** A dispatcher has named nobody: whoever comes first takes it, or is given it. */
    void leftToQueue(Ticket ticket, Actor by) {
        publish(ticket, TicketEvent.Kind.CHANGED, by, null);
    }

    /** Says what whoever takes it has to be able to do. */
    void need(Ticket ticket, Set<String> skills, Actor by) {
        TicketRules.requireSee(ticket, by);
        if (by.isPerson() && !TicketRules.leads(ticket, by)) {
            throw Refusal.forbidden("ticket.refused.mayNotNeed", ticket.number.value());
        }
        if (skills.equals(ticket.skills())) {
            return;
        }
        String was = NeededSkills.text(ticket.skills());
        ticket.need(skills);
        tickets.update(ticket);
        audit(ticket, by, "needs", Map.of("skills", NeededSkills.text(skills), "was", Map.of("skills", was)));
        publish(ticket, TicketEvent.Kind.CHANGED, by, ticket.owner());
    }

    /** At the end of a shift: an owner goes, another comes. The process hears it from whoever calls. */
    void handOver(Ticket ticket, String to, boolean automatic, Actor by) {
        String from = ticket.owner();
        ticket.ownBy(to, clock.instant());
        tickets.update(ticket);
        Map<String, Object> detail = new HashMap<>();
        detail.put("from", from);
        detail.put("to", to);
        detail.put("automatic", automatic);
        audit(ticket, by, "handed-over", detail);
        publish(ticket, TicketEvent.Kind.HANDED_OVER, by, from);
    }

    void transfer(Ticket ticket, String team, Actor by) {
        rules.requireWork(ticket, by);
        if (people.team(team).isEmpty()) {
            throw Refusal.invalid("team", "ticket.refused.unknownTeam", team);
        }
        String from = ticket.team();
        String previous = ticket.owner();
        ticket.moveTo(team, clock.instant());
        tickets.update(ticket);
        Map<String, Object> detail = new HashMap<>();
        detail.put("from", from);
        detail.put("to", team);
        audit(ticket, by, "transferred", detail);
        flow.remember(ticket.processInstance(), null, team);
        publish(ticket, TicketEvent.Kind.TRANSFERRED, by, previous);
    }

    void waitFor(Ticket ticket, WaitingFor party, Actor by) {
        rules.requireWork(ticket, by);
        Instant now = clock.instant();
        boolean paused = pauses(ticket);
        ticket.waitFor(party, now);
        tickets.update(ticket);
        boolean pauses = pauses(ticket);
        boolean moved = party == WaitingFor.CUSTOMER
                ? clocks.pause(ticket.number.value(), Metric.PROMISED_UPDATE, now, name(party))
                : clocks.resume(ticket.number.value(), Metric.PROMISED_UPDATE, now);
        if (pauses && !paused) {
            moved |= clocks.pause(ticket.number.value(), Metric.RESOLUTION, now, name(party));
        } else if (paused && !pauses) {
            moved |= clocks.resume(ticket.number.value(), Metric.RESOLUTION, now);
        }
        if (moved) {
            clocksMoved(ticket, paused && !pauses && isWatched(ticket));
        }
        audit(ticket, by, "waiting", Map.of("for", name(party)));
        publish(ticket, TicketEvent.Kind.WAITING, by, ticket.owner());
    }

    void resume(Ticket ticket, Actor by) {
        rules.requireWork(ticket, by);
        Instant now = clock.instant();
        boolean paused = pauses(ticket);
        ticket.resume(now);
        tickets.update(ticket);
        boolean moved = clocks.resume(ticket.number.value(), Metric.PROMISED_UPDATE, now);
        if (paused) {
            moved |= clocks.resume(ticket.number.value(), Metric.RESOLUTION, now);
        }
        if (moved) {
            clocksMoved(ticket, paused && isWatched(ticket));
        }
        audit(ticket, by, "resumed", Map.of());
        publish(ticket, TicketEvent.Kind.RESUMED, by, ticket.owner());
    }

    void resolve(Ticket ticket, Actor by) {
        rules.requireWork(ticket, by);
        Instant now = clock.instant();
        boolean owed = ticket.answerOwedSince() != null;
        ticket.resolve(now);
        tickets.update(ticket);
        if (owed) {
            endUnanswered(ticket, "response", now);
            flow.answered(ticket.processInstance());
        }
        if (endUnanswered(ticket, "update", now)) {
            flow.newsGiven(ticket.processInstance());
        }
        settle(ticket, Metric.RESOLUTION, now);
        audit(ticket, by, "resolved", Map.of());
        publish(ticket, TicketEvent.Kind.RESOLVED, by, ticket.owner());
    }

    void reopen(Ticket ticket, Actor by) {
        rules.requireWork(ticket, by);
        Instant now = clock.instant();
        ticket.reopen(now);
        tickets.update(ticket);
        start(ticket, Metric.RESOLUTION, now);
        audit(ticket, by, "reopened", Map.of("cycle", ticket.cycle()));
        publish(ticket, TicketEvent.Kind.REOPENED, by, ticket.owner());
    }

    void close(Ticket ticket, Actor by) {
        rules.requireWork(ticket, by);
        ticket.close(clock.instant());
        tickets.update(ticket);
        audit(ticket, by, "closed", Map.of());
        publish(ticket, TicketEvent.Kind.CLOSED, by, ticket.owner());
    }

    void cancel(Ticket ticket, String reason, Actor by) {
        rules.requireWork(ticket, by);
        ticket.cancel(reason, clock.instant());
        dropped(ticket, reason);
        audit(ticket, by, "cancelled", Map.of("reason", reason));
        publish(ticket, TicketEvent.Kind.CANCELLED, by, ticket.owner());
    }

    /** What was promised on it is neither kept nor broken, and its process ends. */
    private void dropped(Ticket ticket, String reason) {
        tickets.update(ticket);
        for (Metric metric : Metric.values()) {
            clocks.cancel(ticket.number.value(), metric, clock.instant(), reason);
        }
        for (String promise : List.of("response", "resolution", "update")) {
            endEscalation(ticket, promise);
        }
        flow.cancelled(ticket.processInstance());
    }

    /** @param survivor goes on; both are locked */
    void merge(Ticket ticket, Ticket survivor, Actor by) {
        rules.requireMerge(ticket, survivor, by);
        Instant owedSince = ticket.answerOwedSince();
        ticket.mergeInto(survivor.number, clock.instant());
        dropped(ticket, Ticket.MERGED);
        audit(ticket, by, "merged", Map.of("to", survivor.number.value()));
        publish(ticket, TicketEvent.Kind.CANCELLED, by, ticket.owner());
        audit(survivor, by, "merged-in", Map.of("from", ticket.number.value()));
        if (owedSince != null) {
            takeOver(survivor, owedSince, ticket.number, by);
        }
        publish(survivor, TicketEvent.Kind.MERGED, by, survivor.owner());
    }

    /** An answer is owed since then: the response clock that runs began then, or one begins that did. */
    private void takeOver(Ticket survivor, Instant owedSince, TicketNumber from, Actor by) {
        Instant now = clock.instant();
        TicketState before = survivor.state();
        boolean owedBefore = survivor.answerOwedSince() != null;
        goOn(survivor, owedSince);
        boolean longer = survivor.oweAnswerSince(owedSince);
        if (!owedBefore) {
            // Started now and antedated, not started then: what the ladder told of the other ticket is not told again.
            start(survivor, Metric.NEXT_RESPONSE, now);
        }
        if (longer) {
            deadlines
                    .open(survivor.number, "response")
                    .ifPresent(open ->
                            clocks.antedate(survivor.number.value(), open.metric(), owedSince, now, from.value()));
        }
        tickets.update(survivor);
        if (owedBefore && longer) {
            flow.clocksMoved(survivor.processInstance(), false);
        }
        goesOn(survivor, before, !owedBefore, by);
    }

    void change(
            Ticket ticket,
            @Nullable Priority priority,
            @Nullable String category,
            @Nullable String customerEmail,
            Actor by) {
        rules.requireWork(ticket, by);
        Map<String, Object> detail = new HashMap<>();
        Map<String, @Nullable Object> was = new HashMap<>();
        if (priority != null && priority != ticket.priority()) {
            detail.put("priority", name(priority));
            was.put("priority", name(ticket.priority()));
            ticket.prioritise(priority);
        }
        if (category != null && !category.equals(ticket.category())) {
            detail.put("category", category);
            was.put("category", ticket.category());
            ticket.categorise(category);
        }
        if (customerEmail != null) {
            Customer customer = people.customer(TicketInput.email("customer.email", customerEmail), null, null);
            if (customer.id() != ticket.customerId()) {
                detail.put("customer", customer.email());
                was.put("customer", customer(ticket).email());
                ticket.belongTo(customer.id());
            }
        }
        if (detail.isEmpty()) {
            return;
        }
        retarget(ticket, String.join(", ", detail.keySet()));
        detail.put("was", was);
        tickets.update(ticket);
        audit(ticket, by, "changed", detail);
        showDeadline(ticket);
        publish(ticket, TicketEvent.Kind.CHANGED, by, ticket.owner());
    }

    /**
     * Takes more time for a promise: from its deadline on or, where that has passed, from now on. What was broken stays so.
     * The customer hears of it where the service level says so, and else before long ({@link EarlyWarning#tell}).
     */
    void extend(Ticket ticket, String promise, Duration more, String reason, Actor by) {
        ClockView before = deadlines
                .open(ticket.number, promise)
                .orElseThrow(() -> Refusal.conflict("ticket.refused.promiseSettled", ticket.number.value()));
        clocks.extend(ticket.number.value(), before.metric(), more, clock.instant(), reason);
        clocksMoved(ticket, false);
        ClockView after = deadlines.open(ticket.number, promise).orElseThrow();
        Map<String, Object> detail = new HashMap<>();
        detail.put("metric", name(before.metric()));
        detail.put("more", more.toString());
        detail.put("reason", reason);
        detail.put("due", String.valueOf(after.due()));
        if (before.due() != null) {
            detail.put("before", before.due().toString());
        }
        audit(ticket, by, EarlyWarning.EXTENDED, detail);
        showDeadline(ticket);
        if (ticket.promisedLevel().tellsExtension()) {
            warning.tellExtension(ticket, before.due(), after, reason, by);
        } else if (lastChanceToTell(ticket, before)) {
            warning.tell(ticket, after);
        }
    }

    /** The rung at which the customer hears is over, and the deadline is not. */
    private boolean lastChanceToTell(Ticket ticket, ClockView view) {
        Instant due = view.due();
        return due != null
                && due.isAfter(clock.instant())
                && ladders.steps(ticket, view.metric()).stream()
                        .filter(step -> step.step().tellsCustomer())
                        .anyMatch(step -> !step.reached().isToCome());
    }

    /** Somebody has decided, which means: has taken the promise in hand. More time alone does not: further rungs follow it. */
    void decisionTaken(Ticket ticket, String promise, String decision, Actor by) {
        if (!decision.equals("more-time")) {
            takeInHand(ticket, promise);
        }
        audit(ticket, by, "decided", Map.of("decision", decision));
    }

    /** From here on only those rungs fire that do so although somebody has acknowledged. */
    void takeInHand(Ticket ticket, String promise) {
        deadlines.open(ticket.number, promise).ifPresent(view -> {
            clocks.acknowledge(view.id(), clock.instant());
            clocksMoved(ticket, false);
        });
    }

    private void retarget(Ticket ticket, String reason) {
        Map<String, Object> facts = facts(ticket, customer(ticket));
        facts.put("team", ticket.team());
        ServiceLevel level = flow.serviceLevel(facts);
        if (ticket.level().filter(level::equals).isPresent()) {
            return;
        }
        ZoneId zone = zone(ticket);
        // News that the customer was promised are owed as promised; the next promise is the new level's.
        promiseAnew(
                ticket,
                level,
                reason,
                (metric, present) -> metric == Metric.PROMISED_UPDATE
                        ? present
                        : ladders.target(level, metric, zone).orElse(present));
    }

    /**
     * Promises what the decision table says of this ticket, whose facts have not changed: the table has. What was agreed
     * for this ticket alone stays.
     *
     * @param table answers for the ticket's facts; throws where the answer is no promise
     * @param ledgerReason stands in the clocks' journal
     * @return whether that is something else than what it was promised
     */
    boolean bringIntoLine(
            TicketNumber number,
            Function<Map<String, Object>, ServiceLevel> table,
            String reason,
            String ledgerReason,
            Actor by) {
        Ticket ticket = lock(number);
        ServiceLevel was = ticket.level().orElse(null);
        if (was == null
                || ticket.state().isOver()
                || ticket.isRecorded()
                || !ServiceLevelDesk.covers(by, ticket.team())) {
            return false;
        }
        Map<String, Object> facts = facts(ticket, customer(ticket));
        facts.put("team", ticket.team());
        ServiceLevel level = table.apply(facts);
        if (was.equals(level)) {
            return false;
        }
        ZoneId zone = zone(ticket);
        promiseAnew(
                ticket, level, ledgerReason, (metric, present) -> ladders.instead(was, level, metric, present, zone));
        tickets.update(ticket);
        audit(
                ticket,
                by,
                "promised-anew",
                Map.of("level", level.name(), "was", Map.of("level", was.name()), "why", reason));
        showDeadline(ticket);
        publish(ticket, TicketEvent.Kind.CHANGED, by, ticket.owner());
        return true;
    }

    /** @param targets what an open clock with that target is given */
    private void promiseAnew(
            Ticket ticket, ServiceLevel level, String reason, BiFunction<Metric, Target, Target> targets) {
        Instant now = clock.instant();
        boolean paused = pauses(ticket);
        boolean moved = !ticket.level().map(ServiceLevel::ladder).equals(Optional.of(level.ladder()));
        ticket.promise(level);
        for (Metric metric : Metric.values()) {
            ClockView open = clocks.open(ticket.number.value(), metric).orElse(null);
            if (open != null) {
                Target target = targets.apply(metric, open.target());
                moved |= !target.equals(open.target())
                        && clocks.retarget(ticket.number.value(), metric, target, now, reason);
            }
        }
        // Levels differ in what pauses, and the ticket may be waiting just now.
        if (pauses(ticket) && !paused) {
            moved |= clocks.pause(ticket.number.value(), Metric.RESOLUTION, now, name(WaitingFor.THIRD_PARTY));
        } else if (paused && !pauses(ticket)) {
            moved |= clocks.resume(ticket.number.value(), Metric.RESOLUTION, now);
        }
        if (moved) {
            clocksMoved(ticket, false);
        }
    }

    /** As with every move of a ticket: the lock first, then its clocks. */
    @EventListener
    void clocksWillMove(ClocksWillMove move) {
        if (isTicket(move.subject())) {
            tickets.lock(new TicketNumber(move.subject()));
        }
    }

    private static boolean isTicket(String subject) {
        return TicketNumber.PATTERN.matcher(subject).matches();
    }

    /** Deadlines moved without anybody touching the ticket: its calendar was edited. */
    @EventListener
    void clocksMoved(ClocksMoved moved) {
        if (isTicket(moved.subject())) {
            tickets.lock(new TicketNumber(moved.subject()))
                    .filter(ticket -> !ticket.state().isOver())
                    .ifPresent(ticket -> {
                        clocksMoved(ticket, false);
                        showDeadline(ticket);
                    });
        }
    }

    private void clocksMoved(Ticket ticket, boolean expectsTimers) {
        if (!ticket.isRecorded()) {
            flow.clocksMoved(ticket.processInstance(), expectsTimers);
        }
    }

    /** Whether a timer must stand for the resolution: its deadline lies ahead. Once it is broken its escalation may be over. */
    private boolean isWatched(Ticket ticket) {
        Instant now = clock.instant();
        return deadlines
                .running(ticket.number, "resolution")
                .map(ClockView::due)
                .filter(due -> due.isAfter(now))
                .isPresent();
    }

    /** Deadline and urgency on the task that is open after a move. */
    void showDeadline(Ticket ticket) {
        List<ClockView> views = clocks.clocks(ticket.number.value());
        flow.deadlineIs(
                ticket.processInstance(),
                TicketDeadlines.nearest(views).orElse(null),
                deadlines.urgency(views, ticket.priority()));
    }

    Ticket lock(TicketNumber number) {
        return tickets.lock(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
    }

    private void start(Ticket ticket, Metric metric, Instant at) {
        ladders.target(ticket.promisedLevel(), metric, zone(ticket))
                .ifPresent(target -> clocks.start(ticket.number.value(), metric, target, at));
    }

    private void stopResponse(Ticket ticket, Instant at) {
        if (!clocks.stop(ticket.number.value(), Metric.FIRST_RESPONSE, at)) {
            clocks.stop(ticket.number.value(), Metric.NEXT_RESPONSE, at);
        }
        endEscalation(ticket, "response");
    }

    /**
     * Missed if it is late already, else cancelled: nobody has written.
     *
     * @return whether there was something to end
     */
    private boolean endUnanswered(Ticket ticket, String promise, Instant at) {
        Optional<ClockView> open = deadlines.open(ticket.number, promise);
        open.ifPresent(view -> {
            Instant due = view.due();
            if (due != null && at.isAfter(due)) {
                clocks.stop(ticket.number.value(), view.metric(), at);
            } else {
                clocks.cancel(ticket.number.value(), view.metric(), at, LedgerWords.UNANSWERED);
            }
            endEscalation(ticket, promise);
        });
        return open.isPresent();
    }

    private void settle(Ticket ticket, Metric metric, Instant at) {
        clocks.stop(ticket.number.value(), metric, at);
        endEscalation(ticket, TicketDeadlines.promiseOf(metric));
    }

    /** Most promises are kept: without a rung that has fired there is no escalation to look for in the engine. */
    private void endEscalation(Ticket ticket, String promise) {
        if (TicketDeadlines.metricsOf(promise).stream()
                .anyMatch(metric -> clocks.hasFired(ticket.number.value(), metric))) {
            flow.clockStopped(ticket.number.value(), promise);
        }
    }

    private static boolean pauses(Ticket ticket) {
        return ticket.state() == TicketState.WAITING_FOR_CUSTOMER
                || ticket.state() == TicketState.WAITING_FOR_THIRD_PARTY
                        && ticket.promisedLevel().pausesForThirdParty();
    }

    private void requireSize(List<FileContent> files) {
        if (files.size() > settings.attachmentCount()) {
            throw Refusal.tooLarge("attachments", "ticket.refused.tooManyAttachments", settings.attachmentCount());
        }
        if (files.stream().mapToLong(file -> file.bytes().length).sum() > settings.attachmentTotal()) {
            throw Refusal.tooLarge(
                    "attachments", "ticket.refused.attachmentsTooLarge", settings.attachmentTotal() / 1024 / 1024);
        }
        for (FileContent file : files) {
            if (file.bytes().length > settings.attachmentLimit()) {
                throw Refusal.tooLarge(
                        "attachments",
                        "ticket.refused.attachmentTooLarge",
                        file.name(),
                        settings.attachmentLimit() / 1024 / 1024);
            }
        }
    }

    private Customer customer(Ticket ticket) {
        return people.customer(ticket.customerId()).orElseThrow();
    }

    /** Of the team that promises; until a dispatcher has chosen one, the zone that the teams share, if they do. */
    ZoneId zone(Ticket ticket) {
        return zone(ticket.team());
    }

    ZoneId zone(@Nullable String team) {
        Optional<Team> known = team == null ? Optional.empty() : people.team(team);
        return known.map(Team::zone).orElseGet(this::sharedZone);
    }

    private ZoneId sharedZone() {
        Set<ZoneId> zones = people.teams().stream().map(Team::zone).collect(Collectors.toSet());
        return zones.size() == 1 ? zones.iterator().next() : ZoneId.of("UTC");
    }

    private static Map<String, Object> facts(Ticket ticket, Customer customer) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("subject", ticket.subject());
        facts.put("channel", name(ticket.channel));
        facts.put("priority", name(ticket.priority()));
        facts.put("category", ticket.category());
        facts.put("tier", customer.tier());
        facts.put("language", ticket.language.getLanguage());
        return facts;
    }

    private static @Nullable Locale language(NewTicket request) {
        if (request.language() != null) {
            return request.language();
        }
        return WrittenLanguage.of(request.subject() + " " + request.message().text())
                .orElse(null);
    }

    private static Priority priority(Map<String, Object> row) {
        String priority = text(row, "priority");
        return priority == null ? Priority.MODERATE : TicketInput.required("priority", Priority.class, priority);
    }

    private static @Nullable String text(Map<String, Object> row, String output) {
        Object value = row.get(output);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void audit(Ticket ticket, Actor by, String action, Map<String, ?> detail) {
        tickets.audit(ticket.number, clock.instant(), by.id(), action, detail);
    }

    /** What is recorded happened long ago: nobody acts on it any more, and the miner sees it in the engine's history. */
    private void publish(Ticket ticket, TicketEvent.Kind kind, Actor by, @Nullable String previousOwner) {
        if (ticket.isRecorded()) {
            return;
        }
        events.publishEvent(new TicketEvent(
                ticket.number, kind, by.id(), clock.instant(), ticket.owner(), previousOwner, ticket.team()));
    }
}
