package io.promisedesk.ticket.process;

import java.util.List;

/** Ids in {@code processes/ticket/*.bpmn} that the application relies on: the contract with process designers. */
public final class TicketProcess {

    public static final String ID = "ticket";
    public static final String ESCALATION = "escalation";
    public static final String PLACE_TICKETS = "place-tickets";

    static final String ASSIGN_TICKET = "userTask_assignTicket";
    static final String WORK_ON_TICKET = "userTask_workOnTicket";
    static final String AWAIT_CUSTOMER = "userTask_awaitCustomer";
    static final String AWAIT_THIRD_PARTY = "userTask_awaitThirdParty";
    static final String CONFIRM_RESOLUTION = "userTask_confirmResolution";
    static final String DECIDE_ON_ESCALATION = "userTask_decideOnEscalation";

    /** Every open ticket stands at exactly one of these. */
    static final List<String> OWNERS_TASKS =
            List.of(ASSIGN_TICKET, WORK_ON_TICKET, AWAIT_CUSTOMER, AWAIT_THIRD_PARTY, CONFIRM_RESOLUTION);

    /** Ticket number &#8594; messages, each with at most one subscription per instance. */
    static final String ANSWER_OWED = "ticket.answerOwed";

    static final String ANSWERED = "ticket.answered";
    static final String NEWS_PROMISED = "ticket.newsPromised";
    static final String NEWS_GIVEN = "ticket.newsGiven";
    static final String REPLIED = "ticket.replied";
    static final String CUSTOMER_REPLIED = "ticket.customerReplied";
    static final String NOBODY_AVAILABLE = "ticket.nobodyAvailable";
    static final String CANCELLED = "ticket.cancelled";
    static final String CLOCK_STOPPED = "ticket.clockStopped";

    static final String SERVICE_LEVEL = "service-level";
    static final String ESCALATION_LADDER = "escalation-ladder";

    /** Who has a ticket next that is up for work. */
    static final String PLACING = "placing";

    public static final String OWNER = "owner";

    public static final String QUEUE = "queue";
    public static final String DISPATCHER = "dispatcher";

    /** Which promise an escalation is about: {@code response} or {@code resolution}. */
    static final String METRIC = "metric";

    /** What models from before there were ladders call {@link #PHASE}; open tickets still stand on them. */
    static final String FORMER_PHASE = "rung";

    /** Which rungs an escalation climbs: {@code at-risk} or {@code overdue}. */
    static final String PHASE = "phase";

    /** Whether somebody must decide on what was just told. */
    static final String MUST_DECIDE = "mustDecide";

    /** What the gateways after the owner's tasks ask. */
    static final String OUTCOME = "outcome";

    public static final String CONTINUE = "continue";
    public static final String WAIT_CUSTOMER = "wait-customer";
    public static final String WAIT_THIRD_PARTY = "wait-third-party";
    public static final String SOLVED = "solved";
    public static final String CLOSE = "close";
    public static final String REOPEN = "reopen";

    private TicketProcess() {}
}
