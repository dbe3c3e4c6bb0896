package io.promisedesk.people;

import java.time.ZoneId;

/** A team; its key is the id of an engine group of type {@code TEAM}, to which its agents and supervisors belong. */
public record Team(String key, String name, ZoneId zone) {}
