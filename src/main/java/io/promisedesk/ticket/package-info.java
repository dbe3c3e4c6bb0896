/** The ticket, its conversation, its lifecycle and escalation processes. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*", "people", "sla", "roster", "notification"})
@NullMarked
package io.promisedesk.ticket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
