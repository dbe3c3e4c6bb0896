package badexamples.room.process;

import io.promisedesk.platform.engine.Steps;

/** Not public, and does the work itself. */
@Steps("hiddenSteps")
class HiddenSteps {

    public String tell() {
        StringBuilder words = new StringBuilder();
        words.append(1);
        words.append(2);
        words.append(3);
        words.append(4);
        words.append(5);
        words.append(6);
        words.append(7);
        words.append(8);
        words.append(9);
        words.append(10);
        return words.toString();
    }
}
