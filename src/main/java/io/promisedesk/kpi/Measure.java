package io.promisedesk.kpi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure by its name in interfaces. Each is a set of rows out of the facts: when it falls, what it is worth (calendar
 * and business milliseconds, or a number), and by what it can be grouped. Formulas: {@code docs/kpi.md}.
 */
public enum Measure {
    ARRIVALS(Unit.COUNT, ticket("t.received_at", "1", "1", "t.owner")),
    SOLVED(Unit.COUNT, ticket("t.resolved_at", "1", "1", "t.resolved_by")),
    CLOSED(Unit.COUNT, ticket("t.closed_at", "1", "1", "t.owner")),
    BACKLOG(Unit.COUNT, Sources.BACKLOG),
    BACKLOG_AGE(Unit.HOURS, Sources.BACKLOG),

    FIRST_RESPONSE(
            Unit.HOURS,
            ticket(
                    "t.first_reply_at",
                    "kpi_ms(coalesce(t.first_asked_at, t.received_at), t.first_reply_at)",
                    "t.first_response_business",
                    "t.first_reply_by")),
    NEXT_RESPONSE(Unit.HOURS, Sources.NEXT_RESPONSE),
    FIRST_RESOLUTION(
            Unit.HOURS,
            ticket(
                    "t.first_resolved_at",
                    "kpi_ms(t.received_at, t.first_resolved_at)",
                    "t.first_resolution_business",
                    "t.resolved_by")),
    FULL_RESOLUTION(
            Unit.HOURS,
            ticket(
                    "t.resolved_at",
                    "kpi_ms(t.received_at, t.resolved_at)",
                    "t.full_resolution_business",
                    "t.resolved_by")),
    NET_RESOLUTION(
            Unit.HOURS,
            ticket(
                    "t.resolved_at",
                    "kpi_ms(t.received_at, t.resolved_at) - t.waiting_before_resolved",
                    "t.full_resolution_business - coalesce(t.waiting_before_resolved_business, 0)",
                    "t.resolved_by")),
    CLOSURE(Unit.HOURS, ticket("t.closed_at", "kpi_ms(t.received_at, t.closed_at)", "t.closure_business", "t.owner")),
    WAITING(Unit.HOURS, spent("t.waiting", "t.waiting_business")),
    ON_HOLD(Unit.HOURS, spent("t.on_hold", "t.on_hold_business")),
    REQUESTER_WAIT(Unit.HOURS, spent("t.requester_wait", "t.requester_wait_business")),
    /** Time in each stage of the main line: the sum per ticket. */
    STAGE_TIME(Unit.HOURS, segments("true"), true),
    /** Time inside the period until tickets were solved, also of stages that began before it or still last: the sum per ticket. */
    TIME_SPENT(Unit.HOURS, Sources.TIME_SPENT, true),
    /** Who had the ticket while it was not solved: the sum per ticket. */
    POSSESSION(Unit.HOURS, segments("s.stage is distinct from 'confirmation' and s.owner is not null"), true),

    TRANSFERS(Unit.COUNT, events("transferred"), true),
    REOPENS(Unit.COUNT, events("reopened"), true),
    WAITING_EPISODES(Unit.COUNT, events("waiting"), true),
    ASSIGNMENTS(Unit.COUNT, events("assigned"), true),
    REPLIES(Unit.COUNT, events("reply"), true),
    ESCALATIONS(Unit.COUNT, events("escalated"), true),

    /** Tickets in hand-overs, by what became of them. */
    HANDOVERS(Unit.COUNT, Sources.HANDOVERS, true),
    /** From offer to acceptance. */
    HANDOVER_ACCEPTANCE(Unit.HOURS, Sources.HANDOVER_ACCEPTANCE),
    /** Lost at the change: from what the sender last did to what the receiver first did. */
    HANDOVER_LOST(Unit.HOURS, Sources.HANDOVER_LOST),
    /** Tickets that changed hands of which a promise broke within an hour after. */
    HANDOVER_BREACHES(Unit.SHARE, Sources.HANDOVER_BREACHES),

    /** Public replies that a solved ticket took. */
    REPLIES_PER_TICKET(Unit.NUMBER, ticket("t.resolved_at", "t.replies", "t.replies", "t.resolved_by")),
    /** Teams that had a solved ticket, the first one not counted. */
    TRANSFERS_PER_TICKET(Unit.NUMBER, ticket("t.resolved_at", "t.transfers", "t.transfers", "t.resolved_by")),

    REOPEN_RATE(Unit.SHARE, ticket("t.resolved_at", "(t.reopens > 0)::int", "(t.reopens > 0)::int", "t.resolved_by")),
    FIRST_CONTACT_RESOLUTION(Unit.SHARE, again("t.replies <= 1 and t.reopens = 0 and not")),
    /** Solved tickets after which the customer came back with the same category within a week. */
    REPEAT_CONTACT_RATE(Unit.SHARE, again("")),
    ESCALATION_RATE(
            Unit.SHARE,
            ticket("t.resolved_at", "(t.escalations > 0)::int", "(t.escalations > 0)::int", "t.resolved_by")),
    SLA_COMPLIANCE(Unit.SHARE, clocks("true")),
    SLA_FIRST_RESPONSE(Unit.SHARE, clocks("k.metric = 'first_response'")),
    SLA_NEXT_RESPONSE(Unit.SHARE, clocks("k.metric = 'next_response'")),
    SLA_RESOLUTION(Unit.SHARE, clocks("k.metric = 'resolution'")),
    SLA_PROMISED_UPDATE(Unit.SHARE, clocks("k.metric = 'promised_update'")),
    /** Business time beyond the deadline of promises that were missed. */
    BREACH_DEPTH(Unit.HOURS, Sources.BREACH_DEPTH),
    /** Promises that are running or missed and past their deadline at this moment, whatever the period. */
    PROMISES_OVERDUE(Unit.COUNT, promises("k.due_at is not null and (k.verdict = 'missed' or k.due_at < :now)")),
    /** Promises that are neither kept nor missed yet, paused ones included, whatever the period. */
    PROMISES_RUNNING(Unit.COUNT, promises("k.verdict = 'open' and (k.due_at is null or k.due_at >= :now)")),
    /** Promises that break within the hour, or have passed the first rung before their deadline, whatever the period. */
    PROMISES_AT_RISK(
            Unit.COUNT,
            promises(
                    """
                    k.verdict <> 'missed' and k.due_at >= :now
                      and (k.at_risk_at < :now or k.due_at <= cast(:now as timestamptz) + interval '1 hour')"""));

    /** What a figure is counted in. */
    public enum Unit {
        HOURS,
        COUNT,
        SHARE,
        /** How many of something a ticket has. */
        NUMBER
    }

    private final Unit unit;
    private final String source;
    private final boolean summedPerTicket;

    Measure(Unit unit, String source) {
        this(unit, source, false);
    }

    Measure(Unit unit, String source, boolean summedPerTicket) {
        this.unit = unit;
        this.source = source;
        this.summedPerTicket = summedPerTicket;
    }

    /** Name in interfaces, for example {@code first_response}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Unit unit() {
        return unit;
    }

    public static Optional<Measure> of(String code) {
        return Arrays.stream(values())
                .filter(measure -> measure.code().equals(code))
                .findFirst();
    }

    /** Query of its rows: instance, number, at, calendar, business, team, owner, priority, category, channel, process, process_version, tier, stage, clock, outcome, element, age. */
    String source() {
        return source;
    }

    /** Whether one ticket has many rows, so that mean, median and so on are over the sums per ticket. */
    boolean summedPerTicket() {
        return summedPerTicket;
    }

    /** Whether it is a state at an instant, not what fell into a period. */
    boolean isState() {
        return this == BACKLOG || this == BACKLOG_AGE;
    }

    /** What is now, so that a period does not limit it. */
    public boolean isLive() {
        return this == PROMISES_OVERDUE || this == PROMISES_RUNNING || this == PROMISES_AT_RISK;
    }

    private static String ticket(String at, String calendar, String business, String owner) {
        return """
                select t.instance, t.number, %s as at, %s as calendar, %s as business, t.team, %s as owner,
                       t.priority, t.category, t.channel, t.process, t.process_version, t.tier, null as stage, null as clock, null as outcome,
                       null as element, null as age
                from kpi_ticket t
                where t.excluded is null and %1$s >= :from and %1$s < :to
                """
                .formatted(at, calendar, business, owner);
    }

    /** Falls on the day the ticket was solved, or else ended; until then on the day it came. */
    private static String spent(String calendar, String business) {
        return ticket("coalesce(t.resolved_at, t.ended_at, t.received_at)", calendar, business, "t.owner");
    }

    private static String segments(String condition) {
        return """
                select t.instance, t.number, s.end_at as at, kpi_ms(s.start_at, s.end_at) as calendar, s.business,
                       s.team, s.owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier, s.stage, null as clock, null as outcome,
                       null as element, null as age
                from kpi_segment s
                join kpi_ticket t using (instance)
                where t.excluded is null and s.main and s.end_at >= :from and s.end_at < :to and %s
                """
                .formatted(condition);
    }

    private static String events(String kind) {
        return """
                select t.instance, t.number, e.at, 1 as calendar, 1 as business, e.team, e.owner,
                       t.priority, t.category, t.channel, t.process, t.process_version, t.tier, null as stage, null as clock, null as outcome,
                       e.element, null as age
                from kpi_event e
                join kpi_ticket t using (instance)
                where t.excluded is null and e.kind = '%s' and e.at >= :from and e.at < :to
                """
                .formatted(kind);
    }

    /** A verdict falls when the promise is kept, or when its deadline has passed without. */
    private static String clocks(String condition) {
        return """
                select t.instance, t.number, v.at, (v.verdict = 'met')::int as calendar, (v.verdict = 'met')::int as business,
                       k.team, k.owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier, null as stage, k.metric as clock, null as outcome,
                       null as element, null as age
                from kpi_clock k
                join kpi_ticket t using (instance)
                cross join lateral (
                    select case when k.verdict = 'met' then k.ended_at else k.due_at end as at,
                           case when k.verdict = 'open' and k.due_at < :now then 'missed' else k.verdict end as verdict
                ) v
                where t.excluded is null and v.verdict in ('met', 'missed') and v.at >= :from and v.at < :to and %s
                """
                .formatted(condition);
    }

    /** Whether the customer came again with the same thing within a week of the solution. */
    private static String again(String condition) {
        return """
                select t.instance, t.number, t.resolved_at as at, f.yes::int as calendar, f.yes::int as business,
                       t.team, t.resolved_by as owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier,
                       null as stage, null as clock, null as outcome, null as element, null as age
                from kpi_ticket t
                cross join lateral (
                    select %s exists (
                        select from kpi_ticket again
                        where again.customer = t.customer and again.category is not distinct from t.category
                          and again.excluded is null and again.instance <> t.instance
                          and again.received_at > t.resolved_at and again.received_at <= t.resolved_at + interval '7 days'
                    ) as yes
                ) f
                where t.excluded is null and t.resolved_at >= :from and t.resolved_at < :to
                """
                .formatted(condition);
    }

    /** Open promises; each falls on its deadline, one that is paused on this moment. */
    private static String promises(String condition) {
        return """
                select t.instance, t.number, coalesce(k.due_at, :now) as at, 1 as calendar, 1 as business,
                       coalesce(k.team, t.team) as team, coalesce(k.owner, t.owner) as owner,
                       t.priority, t.category, t.channel, t.process, t.process_version, t.tier,
                       null as stage, k.metric as clock, null as outcome, null as element, null as age
                from kpi_clock k
                join kpi_ticket t using (instance)
                where t.excluded is null and t.number is not null and k.ended_at is null and (%s)
                """
                .formatted(condition);
    }

    /** The queries that no other measure shares. */
    private static final class Sources {

        static final String BACKLOG =
                """
                select t.instance, t.number, m.at, kpi_ms(t.received_at, m.at) as calendar,
                       kpi_business(t.calendar, t.calendar_version, t.zone, t.received_at, m.at) as business, s.team, s.owner,
                       t.priority, t.category, t.channel, t.process, t.process_version, t.tier, s.stage, null as clock, null as outcome,
                       null as element,
                       case when t.received_at > m.at - interval '24 hours' then 'day'
                            when t.received_at > m.at - interval '72 hours' then 'three-days'
                            when t.received_at > m.at - interval '168 hours' then 'week'
                            when t.received_at > m.at - interval '720 hours' then 'month'
                            else 'older' end as age
                from (select unnest(:moments::timestamptz[]) as at) m
                join kpi_segment s on s.start_at <= m.at and (s.end_at is null or s.end_at > m.at)
                join kpi_ticket t using (instance)
                where t.excluded is null and s.main and s.stage is distinct from 'confirmation'
                """;

        static final String NEXT_RESPONSE =
                """
                select t.instance, t.number, e.answered_at as at, kpi_ms(e.asked_at, e.answered_at) as calendar, e.business,
                       e.team, e.answered_by as owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier,
                       null as stage, null as clock, null as outcome,
                       null as element, null as age
                from kpi_exchange e
                join kpi_ticket t using (instance)
                where t.excluded is null and e.answered_at >= :from and e.answered_at < :to
                  and (e.n > 1 or e.answered_at is distinct from t.first_reply_at)
                """;

        static final String TIME_SPENT =
                """
                select t.instance, t.number, w.until as at, kpi_ms(w.since, w.until) as calendar,
                       kpi_business(t.calendar, t.calendar_version, t.zone, w.since, w.until) as business, s.team, s.owner,
                       t.priority, t.category, t.channel, t.process, t.process_version, t.tier, s.stage,
                       null as clock, null as outcome, null as element, null as age
                from kpi_segment s
                join kpi_ticket t using (instance)
                cross join lateral (
                    select greatest(s.start_at, :from) as since, least(coalesce(s.end_at, :now), :to, :now) as until
                ) w
                where t.excluded is null and s.main and s.stage is distinct from 'confirmation' and w.since < w.until
                  and s.start_at < :to and (s.end_at is null or s.end_at > :from)
                """;

        static final String HANDOVERS =
                """
                select t.instance, t.number, h.offered_at as at, 1 as calendar, 1 as business, h.team, h.sender as owner,
                       t.priority, t.category, t.channel, t.process, t.process_version, t.tier, null as stage, null as clock, h.outcome,
                       null as element, null as age
                from kpi_handover h
                join kpi_ticket t using (instance)
                where t.excluded is null and h.outcome <> 'kept'
                  and h.offered_at >= :from and h.offered_at < :to
                """;

        static final String HANDOVER_LOST =
                """
                select t.instance, t.number, h.resumed_at as at,
                       kpi_ms(coalesce(h.left_at, h.moved_at), h.resumed_at) as calendar,
                       kpi_business(t.calendar, t.calendar_version, t.zone, coalesce(h.left_at, h.moved_at), h.resumed_at)
                           as business,
                       h.team, h.receiver as owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier,
                       null as stage, null as clock, h.outcome,
                       null as element, null as age
                from kpi_handover h
                join kpi_ticket t using (instance)
                where t.excluded is null and h.resumed_at >= :from and h.resumed_at < :to
                """;

        static final String HANDOVER_BREACHES =
                """
                select t.instance, t.number, h.moved_at as at, b.broke as calendar, b.broke as business,
                       h.team, h.receiver as owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier,
                       null as stage, null as clock, h.outcome,
                       null as element, null as age
                from kpi_handover h
                join kpi_ticket t using (instance)
                cross join lateral (
                    select exists (select from kpi_clock k
                        where k.instance = h.instance and k.due_at > h.moved_at and k.due_at <= h.moved_at + interval '1 hour'
                          and (k.verdict = 'missed' or k.verdict = 'open' and k.due_at < :now))::int as broke
                ) b
                where t.excluded is null and h.moved_at >= :from and h.moved_at < :to
                """;

        static final String HANDOVER_ACCEPTANCE =
                """
                select t.instance, t.number, h.decided_at as at, kpi_ms(h.offered_at, h.decided_at) as calendar,
                       kpi_business(t.calendar, t.calendar_version, t.zone, h.offered_at, h.decided_at) as business,
                       h.team, h.receiver as owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier,
                       null as stage, null as clock, h.outcome,
                       null as element, null as age
                from kpi_handover h
                join kpi_ticket t using (instance)
                where t.excluded is null and h.outcome = 'accepted' and h.decided_at >= :from and h.decided_at < :to
                """;

        static final String BREACH_DEPTH =
                """
                select t.instance, t.number, k.due_at as at, kpi_ms(k.due_at, k.ended_at) as calendar, k.late as business,
                       k.team, k.owner, t.priority, t.category, t.channel, t.process, t.process_version, t.tier, null as stage, k.metric as clock, null as outcome,
                       null as element, null as age
                from kpi_clock k
                join kpi_ticket t using (instance)
                where t.excluded is null and k.verdict = 'missed' and k.ended_at is not null
                  and k.due_at >= :from and k.due_at < :to
                """;
    }
}
