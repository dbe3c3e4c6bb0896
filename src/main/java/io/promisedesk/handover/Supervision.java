package io.promisedesk.handover;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;

/** Who may act for others in a hand-over. */
final class Supervision {

    private Supervision() {}

    static boolean over(Actor actor, String team) {
        return actor.is(Role.ADMIN) || actor.is(Role.SUPERVISOR) && actor.isIn(team);
    }
}
