package io.promisedesk.platform.engine;

/** On this node somebody was added to or removed from a group, or changed, or a group was: whoever remembers people forgets them. */
public record MembershipsChanged() {}
