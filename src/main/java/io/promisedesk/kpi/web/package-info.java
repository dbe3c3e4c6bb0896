/** Figures over HTTP: as data and as a page. */
@NullMarked
package io.promisedesk.kpi.web;

import org.jspecify.annotations.NullMarked;
