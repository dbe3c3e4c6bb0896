/** Reads diagrams, decision tables and forms before the engine does, and says what is wrong in a designer's words. */
@NullMarked
package io.promisedesk.platform.engine.lint;

import org.jspecify.annotations.NullMarked;
