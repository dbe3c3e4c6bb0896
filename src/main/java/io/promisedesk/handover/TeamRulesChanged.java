package io.promisedesk.handover;

/** The rules of a team's hand-overs have changed; published as a Spring application event in the same transaction. */
public record TeamRulesChanged(TeamRules rules) {}
