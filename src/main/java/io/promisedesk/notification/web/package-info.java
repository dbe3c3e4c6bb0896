/** The HTTP side of the room. */
@NullMarked
package io.promisedesk.notification.web;

import org.jspecify.annotations.NullMarked;
