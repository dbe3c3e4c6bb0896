/** Demo people and tickets, the embedded database and mail server, the time machine. Never in production. */
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
            "handover",
            "workplace",
            "kpi"
        })
@NullMarked
package io.promisedesk.tryout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
