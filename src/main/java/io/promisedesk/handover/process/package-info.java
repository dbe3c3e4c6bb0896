/** The engine side of hand-overs: processes {@code plan-shifts}, {@code shift} and {@code handover}. */
@NullMarked
package io.promisedesk.handover.process;

import org.jspecify.annotations.NullMarked;
