/** The ways in: mail, web form, phone, chat, webhook. Each turns into a ticket or joins one. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*", "people", "notification", "ticket"})
@NullMarked
package io.promisedesk.channel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
