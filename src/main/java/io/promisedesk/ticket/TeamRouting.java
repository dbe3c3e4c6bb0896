package io.promisedesk.ticket;

import org.jspecify.annotations.Nullable;

/**
 * How the tickets of a team find their agents.
 *
 * @param capacity tickets that an agent of the team can have in hand at once, where nothing else was said of the agent
 */
public record TeamRouting(String team, Mode mode, int capacity) {

    public enum Mode {
        /** The desk gives each ticket to somebody as soon as there is somebody who can take it. */
        PUSH,
        /** Tickets stand in the team's queue until somebody takes them. */
        PULL;

        /** @return empty for anything else than {@code push} and {@code pull} */
        public static java.util.Optional<Mode> of(@Nullable String code) {
            return java.util.Arrays.stream(values())
                    .filter(mode -> mode.code().equals(code))
                    .findFirst();
        }

        /** {@code push} or {@code pull}. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public boolean pushes() {
        return mode == Mode.PUSH;
    }
}
