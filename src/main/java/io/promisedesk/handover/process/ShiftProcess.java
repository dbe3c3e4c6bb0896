package io.promisedesk.handover.process;

/** Ids in {@code processes/handover/shift.bpmn} that the application relies on: the contract with process designers. */
final class ShiftProcess {

    static final String ID = "shift";

    static final String HAND_OVER_TICKETS = "userTask_handOverTickets";

    static final String TAKEN_OUT = "shift.takenOut";
    static final String SOMEBODY_LEFT = "shift.somebodyLeft";

    /** The agent of one instance of the repeated sub-process. */
    static final String AGENT = "agent";

    private ShiftProcess() {}
}
