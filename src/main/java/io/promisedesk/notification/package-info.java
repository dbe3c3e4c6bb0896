/** The outbox: every mail that leaves, its state, its retries. Others ask it with a MailRequested and keep their own templates. */
@ApplicationModule(allowedDependencies = {"platform", "platform::*", "people", "roster"})
@NullMarked
package io.promisedesk.notification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
