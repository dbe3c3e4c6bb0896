package io.promisedesk.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.EmbeddedDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * Whatever happens at the desk, and in whatever order: nobody's ticket is left behind. Random steps of customers, agents,
 * supervisors and time on two nodes with one database; the rules of {@link Invariants} hold after each of them.
 */
class NobodysTicketIsLeftBehindIT {

    private static final List<ModelNode> NODES = new ArrayList<>();
    private static final Map<Step.Move, Integer> DONE = new EnumMap<>(Step.Move.class);
    private static final Map<String, Integer> LINES = new TreeMap<>();
    private static boolean failed;

    @BeforeContainer
    static void startNodes() {
        String database = EmbeddedDatabase.newDatabase();
        NODES.add(ModelNode.start(database, true));
        NODES.add(ModelNode.start(database, false));
    }

    @AfterContainer
    static void stopNodes() {
        System.out.println("Steps taken: " + DONE + ", hand-overs: " + LINES);
        NODES.forEach(ModelNode::close);
        NODES.clear();
        ClockUtil.reset();
    }

    /** The same days at every build; what {@link #holdsOnOtherDays} finds is added to the rules' own tests. */
    @Property(tries = 12, seed = "20260329", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void holdsAfterEveryStep(@ForAll("days") List<Step> steps) {
        live(steps);
    }

    /** Other days each time: {@code ./mvnw verify -DskipTests=false -Dit.test=NobodysTicketIsLeftBehindIT -Dgroups=explore -DexcludedGroups=}. */
    @Tag("explore")
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void holdsOnOtherDays(@ForAll("days") List<Step> steps) {
        live(steps);
    }

    private static void live(List<Step> steps) {
        failed = true;
        ModelDesk desk = new ModelDesk(NODES, DONE);
        int count = 0;
        for (Step step : steps) {
            desk.take(step);
            count++;
            boolean withReplay = count % 10 == 0 || count == steps.size();
            assertThat(new Invariants(desk).broken(withReplay))
                    .as("after step %d of %d\n%s", count, steps.size(), desk)
                    .isEmpty();
        }
        desk.linesByState().forEach((state, lines) -> LINES.merge(state, lines, Integer::sum));
        failed = false;
    }

    /** Days on which nothing of that kind happens would prove nothing. */
    @AfterProperty
    void everythingHasHappened() {
        if (failed) {
            return;
        }
        assertThat(DONE)
                .as("steps that were really taken")
                .containsKeys(
                        Step.Move.ARRIVE,
                        Step.Move.CLAIM,
                        Step.Move.REPLY,
                        Step.Move.HAND_OVER,
                        Step.Move.TAKE_OVER,
                        Step.Move.PLAN_SHIFT,
                        Step.Move.ABSENT,
                        Step.Move.BACK,
                        Step.Move.CHANGE_NODE);
        assertThat(LINES).as("what became of tickets in hand-overs").containsKeys("ACCEPTED", "AUTOMATIC", "STAYED");
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
