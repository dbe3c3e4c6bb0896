/** Brings the diagrams, decision tables and forms of a folder (or of the jar) into the engine, after the lint has read them. */
@NullMarked
package io.promisedesk.platform.engine.deploy;

import org.jspecify.annotations.NullMarked;
