package io.promisedesk.platform.engine.lint;

/**
 * What a room expects of the answers of a decision table that it asks. A bean of this type is shown each table with its
 * id before it goes live, unless the table has been found to be faulty already.
 */
public interface DecisionCheck {

    /** Id of the decision. */
    String decision();

    void check(DecisionTable table, Complaint complaint);

    /** Tells the designer. */
    @FunctionalInterface
    interface Complaint {

        /** The set goes live all the same. */
        default void advice(String problem, String remedy) {}

        /**
         * The set does not go live.
         *
         * @param problem what is wrong, a sentence
         * @param remedy what to do about it, a sentence
         */
        void error(String problem, String remedy);
    }
}
