/** Texts by key and language: English and Russian. */
@NamedInterface("i18n")
@NullMarked
package io.promisedesk.platform.i18n;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
