/** What an agent sees besides forms: ticket page, list page, Tasklist tabs and cards. */
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
package io.promisedesk.workplace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
