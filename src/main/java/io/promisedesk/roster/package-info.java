/** Patterns, shifts, absences as dates, and who is on now. Knows nothing of tickets. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*", "people", "sla"})
@NullMarked
package io.promisedesk.roster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
