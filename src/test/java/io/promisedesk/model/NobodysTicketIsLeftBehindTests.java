package io.promisedesk.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.EmbeddedDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * Whatever happens at the desk, and in whatever order: nobody's ticket is left behind. Random steps of customers, agents,
 * supervisors and time on two nodes with one database; the rules of {@link Invariants} hold after each of them.
 */
class NobodysTicketIsLeftBehindTests {

    private static final List<ModelNode> NODES = new ArrayList<>();

    @BeforeContainer
    static void startNodes() {
        String database = EmbeddedDatabase.newDatabase();
        NODES.add(ModelNode.start(database, true));
        NODES.add(ModelNode.start(database, false));
    }

    @AfterContainer
    static void stopNodes() {
        NODES.forEach(ModelNode::close);
        NODES.clear();
        ClockUtil.reset();
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void holdsAfterEveryStep(@ForAll("days") List<Step> steps) {
        ModelDesk desk = new ModelDesk(NODES);
        int count = 0;
        for (Step step : steps) {
            desk.take(step);
            count++;
            boolean withReplay = count % 10 == 0 || count == steps.size();
            assertThat(new Invariants(desk).broken(withReplay))
                    .as("after step %d of %d\n%s", count, steps.size(), desk)
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<List<Step>> days() {
        Arbitrary<Step.Move> moves = Arbitraries.frequencyOf(Arrays.stream(Step.Move.values())
                .map(move -> Tuple.of(move.weight, Arbitraries.just(move)))
                .<Tuple.Tuple2<Integer, ? extends Arbitrary<Step.Move>>>map(pair -> Tuple.of(pair.get1(), pair.get2()))
                .toList());
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 9_999);
        return Combinators.combine(moves, numbers, numbers, numbers)
                .as(Step::new)
                .list()
                .ofMinSize(100)
                .ofMaxSize(220);
    }
}
