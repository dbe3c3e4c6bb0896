package io.promisedesk.roster;

/** A swap was asked for or decided; published as a Spring application event in the transaction that did it. */
public record SwapChanged(Swap swap) {}
