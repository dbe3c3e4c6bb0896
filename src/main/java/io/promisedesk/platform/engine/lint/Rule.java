package io.promisedesk.platform.engine.lint;

/** One concern of the lint, applied to each diagram. */
interface Rule {

    void check(ModelFile diagram, ModelSet set, Findings findings);

    /** Names for a sentence: "a, b or c". */
    static String oneOf(Iterable<String> names) {
        String list = String.join(", ", names);
        int last = list.lastIndexOf(", ");
        return last < 0 ? list : list.substring(0, last) + " or " + list.substring(last + 2);
    }
}
