package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One ticket with its rules. Loaded under a row lock, so that what is read here is still true when it is saved. */
final class Ticket {

    static final String MERGED = "merged";

    static final Set<String> CANCEL_REASONS = Set.of(MERGED, "spam", "test", "withdrawn");

    final TicketNumber number;
    final Channel channel;
    final Instant receivedAt;
    final Instant openedAt;
    final String openedBy;
    final Locale language;
    final @Nullable TicketNumber followUpOf;

    private final String subject;
    private long customerId;
    private TicketState state = TicketState.NEW;
    private Instant stateSince;
    private Priority priority;
    private @Nullable String category;
    private @Nullable String team;
    private @Nullable String owner;
    private @Nullable ServiceLevel level;
    private @Nullable Instant answerOwedSince;
    private @Nullable Instant firstRepliedAt;
    private @Nullable Instant resolvedAt;
    private @Nullable Instant closedAt;
    private @Nullable String cancelReason;
    private @Nullable TicketNumber mergedInto;
    private @Nullable String processInstance;
    private int cycle = 1;
    private boolean prioritySaid;
    private boolean teamSaid;
    private Set<String> skills = Set.of();
    private @Nullable Instant ownerSince;
    private boolean recorded;

    /** A request that has just come in. */
    Ticket(
            TicketNumber number,
            String subject,
            long customerId,
            Channel channel,
            Locale language,
            Instant receivedAt,
            Instant openedAt,
            String openedBy,
            @Nullable TicketNumber followUpOf) {
        this.number = number;
        this.subject = subject;
        this.customerId = customerId;
        this.channel = channel;
        this.language = language;
        this.receivedAt = receivedAt;
        this.openedAt = openedAt;
        this.openedBy = openedBy;
        this.followUpOf = followUpOf;
        this.stateSince = openedAt;
        this.priority = Priority.MODERATE;
        this.answerOwedSince = receivedAt;
    }

    /** What the repository reads back. */
    @SuppressWarnings("TooManyParameters")
    Ticket restored(
            TicketState state,
            Instant stateSince,
            Priority priority,
            @Nullable String category,
            @Nullable String team,
            @Nullable String owner,
            @Nullable ServiceLevel level,
            @Nullable Instant answerOwedSince,
            @Nullable Instant firstRepliedAt,
            @Nullable Instant resolvedAt,
            @Nullable Instant closedAt,
            @Nullable String cancelReason,
            @Nullable TicketNumber mergedInto,
            @Nullable String processInstance,
            int cycle,
            boolean prioritySaid,
            boolean teamSaid,
            Set<String> skills,
            @Nullable Instant ownerSince,
            boolean recorded) {
        this.recorded = recorded;
        this.prioritySaid = prioritySaid;
        this.teamSaid = teamSaid;
        this.skills = Set.copyOf(skills);
        this.ownerSince = ownerSince;
        this.state = state;
        this.stateSince = stateSince;
        this.priority = priority;
        this.category = category;
        this.team = team;
        this.owner = owner;
        this.level = level;
        this.answerOwedSince = answerOwedSince;
        this.firstRepliedAt = firstRepliedAt;
        this.resolvedAt = resolvedAt;
        this.closedAt = closedAt;
        this.cancelReason = cancelReason;
        this.mergedInto = mergedInto;
        this.processInstance = processInstance;
        this.cycle = cycle;
        return this;
    }

    void startedAs(String instance) {
        this.processInstance = instance;
    }

    /** What whoever opens the ticket says about it; no rule overrides that. */
    void say(@Nullable Priority saidPriority, @Nullable String saidCategory, @Nullable String saidTeam) {
        if (saidPriority != null) {
            priority = saidPriority;
            prioritySaid = true;
        }
        category = saidCategory;
        team = saidTeam;
        teamSaid = saidTeam != null;
    }

    /** It belongs to the past: see {@link #isRecorded}. */
    void record() {
        recorded = true;
    }

    /**
     * Whether it is part of a history that was replayed. Nothing but that history moves it, nobody is told of it, and no
     * timer of it ever fires.
     */
    boolean isRecorded() {
        return recorded;
    }

    boolean prioritySaid() {
        return prioritySaid;
    }

    /** Whether whoever opened the ticket named its team. */
    boolean teamSaid() {
        return teamSaid;
    }

    void classify(Priority newPriority, @Nullable String newCategory, @Nullable String newTeam) {
        this.priority = newPriority;
        this.category = newCategory;
        this.team = newTeam;
    }

    void promise(ServiceLevel promised) {
        this.level = promised;
    }

    void ownBy(@Nullable String newOwner, Instant at) {
        requireNotOver();
        this.owner = newOwner;
        this.ownerSince = at;
        if (state == TicketState.NEW && newOwner != null) {
            become(TicketState.OPEN, at);
        }
    }

    void moveTo(String newTeam, Instant at) {
        requireNotOver();
        this.team = newTeam;
        if (owner != null) {
            this.owner = null;
            this.ownerSince = at;
        }
    }

    /** What whoever takes it has to be able to do. */
    void need(Set<String> needed) {
        requireNotOver();
        this.skills = Set.copyOf(needed);
    }

    /** A human of ours has answered in public. */
    void answered(Instant at) {
        requireNotOver();
        answerOwedSince = null;
        if (firstRepliedAt == null) {
            firstRepliedAt = at;
        }
    }

    /** @return whether nothing was owed before */
    boolean oweAnswer(Instant since) {
        requireNotOver();
        if (answerOwedSince != null) {
            return false;
        }
        answerOwedSince = since;
        return true;
    }

    /**
     * An older question has come to light that nobody has answered.
     *
     * @return whether an answer is owed for longer now than it was before
     */
    boolean oweAnswerSince(Instant since) {
        requireNotOver();
        if (answerOwedSince != null && !since.isBefore(answerOwedSince)) {
            return false;
        }
        answerOwedSince = since;
        return true;
    }

    void waitFor(WaitingFor party, Instant at) {
        require(
                TicketState.NEW,
                TicketState.OPEN,
                TicketState.WAITING_FOR_CUSTOMER,
                TicketState.WAITING_FOR_THIRD_PARTY);
        become(
                party == WaitingFor.CUSTOMER ? TicketState.WAITING_FOR_CUSTOMER : TicketState.WAITING_FOR_THIRD_PARTY,
                at);
    }

    void resume(Instant at) {
        require(TicketState.WAITING_FOR_CUSTOMER, TicketState.WAITING_FOR_THIRD_PARTY);
        become(TicketState.OPEN, at);
    }

    void resolve(Instant at) {
        require(
                TicketState.NEW,
                TicketState.OPEN,
                TicketState.WAITING_FOR_CUSTOMER,
                TicketState.WAITING_FOR_THIRD_PARTY);
        become(TicketState.RESOLVED, at);
        resolvedAt = at;
        answerOwedSince = null;
    }

    void reopen(Instant at) {
        require(TicketState.RESOLVED);
        become(TicketState.OPEN, at);
        cycle++;
    }

    void close(Instant at) {
        require(TicketState.RESOLVED);
        become(TicketState.CLOSED, at);
        closedAt = at;
    }

    void cancel(String reason, Instant at) {
        requireNotOver();
        if (!CANCEL_REASONS.contains(reason)) {
            throw Refusal.invalid("reason", "ticket.refused.unknownCancelReason", reason);
        }
        become(TicketState.CANCELLED, at);
        cancelReason = reason;
        answerOwedSince = null;
    }

    /** Its conversation goes on elsewhere: over for ever, and never to be merged into anything again. */
    void mergeInto(TicketNumber survivor, Instant at) {
        cancel(MERGED, at);
        mergedInto = survivor;
    }

    void prioritise(Priority newPriority) {
        requireNotOver();
        this.priority = newPriority;
    }

    void categorise(String newCategory) {
        this.category = newCategory;
    }

    void belongTo(long newCustomer) {
        this.customerId = newCustomer;
    }

    private void become(TicketState next, Instant at) {
        state = next;
        stateSince = at;
    }

    void requireNotOver() {
        if (state.isOver()) {
            throw Refusal.conflict("ticket.refused.over." + state.name().toLowerCase(Locale.ROOT), number.value());
        }
    }

    private void require(TicketState... allowed) {
        requireNotOver();
        if (!Set.of(allowed).contains(state)) {
            throw Refusal.conflict("ticket.refused.state." + state.name().toLowerCase(Locale.ROOT), number.value());
        }
    }

    String subject() {
        return subject;
    }

    long customerId() {
        return customerId;
    }

    TicketState state() {
        return state;
    }

    Instant stateSince() {
        return stateSince;
    }

    Priority priority() {
        return priority;
    }

    @Nullable
    String category() {
        return category;
    }

    @Nullable
    String team() {
        return team;
    }

    @Nullable
    String owner() {
        return owner;
    }

    Set<String> skills() {
        return skills;
    }

    /** Since when it has had its present owner, or none. */
    Instant ownerSince() {
        return ownerSince == null ? openedAt : ownerSince;
    }

    Optional<ServiceLevel> level() {
        return Optional.ofNullable(level);
    }

    ServiceLevel promisedLevel() {
        if (level == null) {
            throw new IllegalStateException(number + " has no service level yet");
        }
        return level;
    }

    @Nullable
    Instant answerOwedSince() {
        return answerOwedSince;
    }

    @Nullable
    Instant firstRepliedAt() {
        return firstRepliedAt;
    }

    @Nullable
    Instant resolvedAt() {
        return resolvedAt;
    }

    @Nullable
    Instant closedAt() {
        return closedAt;
    }

    @Nullable
    String cancelReason() {
        return cancelReason;
    }

    /** The ticket on which the conversation goes on; null where it was not merged. */
    @Nullable
    TicketNumber mergedInto() {
        return mergedInto;
    }

    String processInstance() {
        if (processInstance == null) {
            throw new IllegalStateException(number + " has no process instance yet");
        }
        return processInstance;
    }

    boolean isStarted() {
        return processInstance != null;
    }

    @Nullable
    String processInstanceOrNull() {
        return processInstance;
    }

    int cycle() {
        return cycle;
    }
}
