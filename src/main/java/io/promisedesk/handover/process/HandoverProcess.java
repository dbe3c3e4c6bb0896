package io.promisedesk.handover.process;

/** Ids in {@code processes/handover/handover.bpmn} that the application relies on: the contract with process designers. */
final class HandoverProcess {

    static final String ID = "handover";

    static final String TAKE_OVER_TICKETS = "userTask_takeOverTickets";
    static final String PLACE_TICKETS = "userTask_placeTickets";

    /** Everything offered is solved or in other hands. */
    static final String NOTHING_LEFT = "handover.nothingLeft";

    /** The receiver cannot or need not answer any more. */
    static final String WAIT_NO_LONGER = "handover.waitNoLonger";

    static final String RECEIVER = "receiver";

    /** Business keys look like {@code H-17}. */
    private static final String PREFIX = "H-";

    private HandoverProcess() {}

    static String businessKey(long handover) {
        return PREFIX + handover;
    }

    static long handover(String businessKey) {
        return Long.parseLong(businessKey.substring(PREFIX.length()));
    }
}
