/** Customers, agents, teams, skills, and who reports to whom. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*"})
@NullMarked
package io.promisedesk.people;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
