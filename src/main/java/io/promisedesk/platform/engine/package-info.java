/** The seam with the Camunda engine: configuration, access without the user's own engine permissions, user task events, the deployer. */
@NamedInterface("engine")
@NullMarked
package io.promisedesk.platform.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
