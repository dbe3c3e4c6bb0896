/** Who acts, in which roles; one security configuration for everything the application serves. */
@NamedInterface("security")
@NullMarked
package io.promisedesk.platform.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
