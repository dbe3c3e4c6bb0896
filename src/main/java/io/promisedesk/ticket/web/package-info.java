/** Tickets over HTTP. */
@NullMarked
package io.promisedesk.ticket.web;

import org.jspecify.annotations.NullMarked;
