package io.promisedesk.sla;

/**
 * The deadlines of a subject are about to be moved for a reason outside it. Published in the transaction that moves them,
 * before anything of the subject is read: whoever changes it under a lock of their own takes the lock now.
 */
public record ClocksWillMove(String subject) {}
