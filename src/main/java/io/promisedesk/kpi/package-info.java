/** History miner, facts, figures. No business room uses it. */
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "platform::*",
            "people",
            "sla",
            "roster",
            "notification",
            "ticket",
            "channel",
            "handover"
        })
@NullMarked
package io.promisedesk.kpi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
