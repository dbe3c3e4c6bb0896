/** The HTTP side of the room. */
@NullMarked
package io.promisedesk.channel.web;

import org.jspecify.annotations.NullMarked;
