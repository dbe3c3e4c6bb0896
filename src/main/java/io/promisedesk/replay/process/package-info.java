/** The engine's side of a replay: its clock. */
@NullMarked
package io.promisedesk.replay.process;

import org.jspecify.annotations.NullMarked;
