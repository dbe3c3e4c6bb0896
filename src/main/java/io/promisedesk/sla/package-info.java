/** Working calendars, service levels and clocks. A clock is a ledger of events; its deadline is derived. Knows nothing of tickets. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*"})
@NullMarked
package io.promisedesk.sla;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
