package io.promisedesk.roster;

import org.jspecify.annotations.Nullable;

/**
 * An absence was changed, ended, or taken back; published as a Spring application event in the transaction that did it.
 *
 * @param after null where it was taken back
 */
public record AbsenceChanged(Absence before, @Nullable Absence after) {}
