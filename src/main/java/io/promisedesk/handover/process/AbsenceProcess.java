package io.promisedesk.handover.process;

/** Ids in {@code processes/absence/absence.bpmn} that the application relies on: the contract with process designers. */
final class AbsenceProcess {

    static final String ID = "absence";

    static final String LOOK_AT_YOUR_TICKETS = "userTask_lookAtYourTickets";

    /** Cancelled before it began. */
    static final String CANCELLED = "absence.cancelled";

    /** Prolonged after it had ended. */
    static final String GOES_ON = "absence.goesOn";

    static final String PERSON = "person";

    /** Business keys look like {@code A-17}. */
    private static final String PREFIX = "A-";

    private AbsenceProcess() {}

    static String businessKey(long absence) {
        return PREFIX + absence;
    }

    static long absence(String businessKey) {
        return Long.parseLong(businessKey.substring(PREFIX.length()));
    }
}
