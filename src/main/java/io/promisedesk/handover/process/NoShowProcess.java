package io.promisedesk.handover.process;

/** Ids in {@code processes/absence/no-show.bpmn} that the application relies on: the contract with process designers. */
final class NoShowProcess {

    static final String ID = "no-show";

    static final String HAS_NOT_APPEARED = "userTask_hasNotAppeared";

    /** The missing person has given a sign. */
    static final String APPEARED = "noShow.appeared";

    /** The person of one instance of the repeated sub-process. */
    static final String MISSING = "missing";

    private NoShowProcess() {}
}
