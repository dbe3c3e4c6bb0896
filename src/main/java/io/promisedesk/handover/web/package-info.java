/** Hand-overs over HTTP. */
@NullMarked
package io.promisedesk.handover.web;

import org.jspecify.annotations.NullMarked;
