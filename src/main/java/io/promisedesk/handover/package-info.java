/** Nobody leaves a ticket behind: shift-end and hand-over processes. */
@ApplicationModule(
        allowedDependencies = {"platform", "platform::*", "people", "sla", "roster", "notification", "ticket"})
@NullMarked
package io.promisedesk.handover;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
