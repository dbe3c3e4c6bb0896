/** The engine's side: what its history tells the miner, and the marks on its models. */
@NullMarked
package io.promisedesk.kpi.process;

import org.jspecify.annotations.NullMarked;
