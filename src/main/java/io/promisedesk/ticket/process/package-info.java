/** The ticket's seam with the engine: {@code …Flow} out, {@code …Steps} in. */
@NullMarked
package io.promisedesk.ticket.process;

import org.jspecify.annotations.NullMarked;
