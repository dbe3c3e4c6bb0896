/** Drives an empty installation with a recorded history through the real engine: see {@code docs/replay.md}. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*", "people", "ticket", "kpi"})
@NullMarked
package io.promisedesk.replay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
