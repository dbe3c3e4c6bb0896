/** The engine's side of the try-out: its clock, and its jobs in the order in which they fall due. */
@NullMarked
package io.promisedesk.tryout.process;

import org.jspecify.annotations.NullMarked;
