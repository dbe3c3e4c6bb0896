/** Reads diagrams, decision tables and forms before the engine does, and says what is wrong in a designer's words. */
@NamedInterface("engine-lint")
@NullMarked
package io.promisedesk.platform.engine.lint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
