package io.promisedesk.model;

/**
 * Something that happens at the desk. Which ticket, person or task it happens to is chosen by the numbers from what is
 * there at that moment, so that a shorter list of steps still makes sense.
 */
record Step(Move move, int a, int b, int c) {

    enum Move {
        ARRIVE(14),
        CUSTOMER_WRITES(10),
        CLAIM(10),
        TAKE_NEXT(5),
        REPLY(10),
        WAIT(4),
        RESUME(3),
        RESOLVE(5),
        REOPEN(2),
        CLOSE(2),
        CANCEL(1),
        ASSIGN(5),
        TRANSFER(2),
        PASS_MINUTES(10),
        PASS_HOURS(3),
        TO_NEXT_TIMER(6),
        TO_NEXT_HAND_OVER(12),
        HAND_OVER(20),
        TAKE_OVER(18),
        FIND_OWNERS(14),
        TAKE_BACK(8),
        PLAN_SHIFT(3),
        UNPLAN_SHIFT(1),
        ABSENT(2),
        BACK(2),
        CHANGE_NODE(4);

        final int weight;

        Move(int weight) {
            this.weight = weight;
        }
    }

    /** One of a list, the same for the same list. */
    static <T> T pick(java.util.List<T> list, int number) {
        return list.get(Math.floorMod(number, list.size()));
    }
}
