/** Errors as problem details and as sentences, for every way in. */
@NamedInterface("web")
@NullMarked
package io.promisedesk.platform.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
