package io.promisedesk.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.ticket.Ranked.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which order people come into question for a ticket: each rule of the order, one by one, and what holds always. */
class RankingTests {

    private static final Instant MORNING = Instant.parse("2026-03-02T08:00:00Z");

    /** Somebody who is there, can do it, and has nothing to do. */
    private static class Somebody {

        private final String name;
        private boolean onShift = true;
        private boolean available = true;
        private boolean last;
        private boolean gaveBack;
        private Set<String> has = Set.of();
        private Set<String> missing = Set.of();
        private boolean speaks = true;
        private int inHand;
        private double load;
        private int capacity = 10;
        private @Nullable Instant idleSince = MORNING;

        Somebody(String name) {
            this.name = name;
        }

        Somebody offShift() {
            onShift = false;
            available = false;
            return this;
        }

        Somebody onBreak() {
            available = false;
            return this;
        }

        Somebody hadCustomerLast() {
            last = true;
            return this;
        }

        Somebody gaveItBack() {
            gaveBack = true;
            return this;
        }

        Somebody can(String... skills) {
            has = Set.of(skills);
            return this;
        }

        Somebody cannot(String... skills) {
            missing = Set.of(skills);
            return this;
        }

        Somebody doesNotSpeak() {
            speaks = false;
            return this;
        }

        Somebody has(int tickets, double weighing) {
            inHand = tickets;
            load = weighing;
            return this;
        }

        Somebody of(int tickets) {
            capacity = tickets;
            return this;
        }

        Somebody idleSince(@Nullable Instant since) {
            idleSince = since;
            return this;
        }

        Candidate there() {
            return new Candidate(
                    name, onShift, available, last, last, gaveBack, has, missing, speaks, true, inHand, inHand, load,
                    capacity, idleSince);
        }
    }

    private static List<Ranked> rank(Somebody... people) {
        return Ranking.of(java.util.Arrays.stream(people).map(Somebody::there).toList());
    }

    private static Ranked of(List<Ranked> ranked, String person) {
        return ranked.stream()
                .filter(one -> one.person().equals(person))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoeverHadTheCustomerLastComesFirst() {
        var ranked = rank(
                new Somebody("anna"), new Somebody("boris").hadCustomerLast().has(9, 20));

        assertThat(ranked).extracting(Ranked::person).containsExactly("boris", "anna");
        assertThat(ranked.get(0).reasons()).startsWith(Reason.LAST_OWNER);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.OTHER_KNOWS_CUSTOMER);
    }

    @Test
    void whoeverHadTheCustomerLastDoesNotGetTheTicketWhenTheyAreFull() {
        var ranked = rank(
                new Somebody("anna"), new Somebody("boris").hadCustomerLast().has(10, 10));

        assertThat(ranked).extracting(Ranked::person).containsExactly("anna", "boris");
        assertThat(of(ranked, "boris")).returns(false, Ranked::fits);
        assertThat(of(ranked, "boris").against()).containsExactly(Reason.FULL);
    }

    @Test
    void whoeverHadTheCustomerLastDoesNotGetTheTicketOffShift() {
        var ranked = rank(
                new Somebody("anna"), new Somebody("boris").hadCustomerLast().offShift());

        assertThat(ranked).extracting(Ranked::person).containsExactly("anna", "boris");
        assertThat(of(ranked, "boris").against()).containsExactly(Reason.OFF_SHIFT);
    }

    @Test
    void whoeverHadTheCustomerLastMayTakeWhatNeedsAnotherSkill() {
        var ranked = rank(
                new Somebody("anna").can("billing"),
                new Somebody("boris").hadCustomerLast().cannot("billing"));

        assertThat(ranked.get(0)).returns("boris", Ranked::person).returns(true, Ranked::fits);
    }

    @Test
    void whoeverLacksANeededSkillIsNotChosen() {
        var ranked = rank(
                new Somebody("anna").cannot("billing"),
                new Somebody("boris").can("billing").has(9, 20));

        assertThat(ranked).extracting(Ranked::person).containsExactly("boris", "anna");
        assertThat(ranked.get(0).reasons()).containsExactly(Reason.SKILLS, Reason.ONLY_ONE);
        assertThat(of(ranked, "anna")).returns(false, Ranked::fits);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.MISSING_SKILLS);
    }

    @Test
    void whoeverDoesNotSpeakTheLanguageIsNotChosen() {
        var ranked = rank(new Somebody("anna").doesNotSpeak(), new Somebody("boris").has(5, 5));

        assertThat(ranked.get(0)).returns("boris", Ranked::person);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.LANGUAGE);
    }

    @Test
    void aNeedThatNobodyHereMeetsKeepsNobodyFromTheTicket() {
        var ranked = rank(
                new Somebody("anna").cannot("juggling").doesNotSpeak(),
                new Somebody("boris").cannot("juggling").doesNotSpeak().has(1, 1));

        assertThat(ranked.get(0)).returns("anna", Ranked::person).returns(true, Ranked::fits);
    }

    @Test
    void whoeverHasLeastToDoComesFirst() {
        var ranked = rank(new Somebody("anna").has(2, 6), new Somebody("boris").has(3, 3));

        assertThat(ranked).extracting(Ranked::person).containsExactly("boris", "anna");
        assertThat(ranked.get(0).reasons()).containsExactly(Reason.LEAST_LOAD);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.MORE_LOAD);
    }

    @Test
    void aLoadIsMeasuredByWhatSomebodyCanHave() {
        var ranked = rank(
                new Somebody("anna").has(2, 2).of(4),
                new Somebody("boris").has(3, 3).of(12));

        assertThat(ranked).extracting(Ranked::person).containsExactly("boris", "anna");
    }

    @Test
    void whoeverHasGoneLongestWithoutATicketComesFirst() {
        var ranked =
                rank(new Somebody("anna").idleSince(MORNING.plusSeconds(60)), new Somebody("boris").idleSince(MORNING));

        assertThat(ranked).extracting(Ranked::person).containsExactly("boris", "anna");
        assertThat(ranked.get(0).reasons()).containsExactly(Reason.LEAST_LOAD, Reason.LONGEST_IDLE);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.LESS_IDLE);
        assertThat(rank(new Somebody("anna"), new Somebody("zoe").idleSince(null))
                        .get(0)
                        .person())
                .isEqualTo("zoe");
    }

    @Test
    void theOrderOfNamesDecidesWhatNothingElseDoes() {
        var ranked = rank(new Somebody("boris"), new Somebody("anna"));

        assertThat(ranked).extracting(Ranked::person).containsExactly("anna", "boris");
        assertThat(of(ranked, "boris").against()).containsExactly(Reason.EQUAL);
    }

    @Test
    void whoeverGaveTheTicketBackDoesNotGetItAgain() {
        var ranked = rank(new Somebody("anna").hadCustomerLast().gaveItBack(), new Somebody("boris").has(9, 20));

        assertThat(ranked.get(0)).returns("boris", Ranked::person);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.GAVE_BACK);
    }

    @Test
    void whoeverIsOnABreakIsNotChosen() {
        var ranked = rank(new Somebody("anna").onBreak(), new Somebody("boris").has(9, 20));

        assertThat(ranked.get(0)).returns("boris", Ranked::person);
        assertThat(of(ranked, "anna").against()).containsExactly(Reason.ON_BREAK);
    }

    @Property
    void theOrderDoesNotDependOnTheOrderOfTheQuestion(@ForAll("teams") List<Candidate> team, @ForAll long seed) {
        List<Candidate> shuffled = new ArrayList<>(team);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(Ranking.of(shuffled)).isEqualTo(Ranking.of(team));
    }

    @Property
    void nobodyIsChosenWhoIsAwayOrFull(@ForAll("teams") List<Candidate> team) {
        assertThat(Ranking.of(team)).filteredOn(Ranked::fits).allSatisfy(one -> {
            assertThat(one.candidate().available()).isTrue();
            assertThat(one.candidate().isFull()).isFalse();
        });
    }

    @Property
    void whoeverFitsStandsBeforeWhoeverDoesNot(@ForAll("teams") List<Candidate> team) {
        List<Ranked> ranked = Ranking.of(team);

        assertThat(ranked).hasSameSizeAs(team);
        assertThat(ranked.stream().map(Ranked::fits).toList()).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Property
    void whoeverIsNotChosenIsToldWhy(@ForAll("teams") List<Candidate> team) {
        List<Ranked> ranked = Ranking.of(team);

        assertThat(ranked).allSatisfy(one -> {
            boolean chosen = one == ranked.get(0) && one.fits();
            assertThat(one.against().isEmpty()).isEqualTo(chosen);
        });
    }

    @Property
    void moreToDoNeverBringsAnybodyForward(@ForAll("teams") List<Candidate> team) {
        Candidate first = Ranking.of(team).get(0).candidate();
        List<Candidate> busier =
                team.stream().map(one -> one == first ? busier(one) : one).toList();
        List<String> before = Ranking.of(team).stream().map(Ranked::person).toList();
        List<String> after = Ranking.of(busier).stream().map(Ranked::person).toList();

        assertThat(after.indexOf(first.person())).isGreaterThanOrEqualTo(before.indexOf(first.person()));
        List<String> othersAfter = new ArrayList<>(after);
        List<String> othersBefore = new ArrayList<>(before);
        othersAfter.remove(first.person());
        othersBefore.remove(first.person());
        assertThat(othersAfter).isEqualTo(othersBefore);
    }

    private static Candidate busier(Candidate one) {
        return new Candidate(
                one.person(),
                one.onShift(),
                one.available(),
                one.lastOwnerOfCustomer(),
                one.knowsCustomer(),
                one.gaveBack(),
                one.skills(),
                one.missing(),
                one.speaksCustomersLanguage(),
                one.sameZone(),
                one.open() + 1,
                one.inHand() + 1,
                one.load() + 1,
                one.capacity(),
                one.idleSince());
    }

    @Provide
    Arbitrary<List<Candidate>> teams() {
        Arbitrary<Candidate> somebody = Combinators.combine(
                        Arbitraries.integers().between(0, 40).map(n -> "p" + n),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 9).map(n -> n == 0),
                        Arbitraries.of(Set.<String>of(), Set.of("billing"), Set.of("billing", "network")),
                        Arbitraries.of(true, true, false),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(0, 3))
                .as((name, presence, last, missing, speaks, inHand, capacity, idle) -> {
                    Set<String> has = new java.util.HashSet<>(Set.of("billing", "network"));
                    has.removeAll(missing);
                    return new Candidate(
                            name,
                            presence > 0,
                            presence > 1,
                            last,
                            last,
                            last && idle == 3,
                            has,
                            Set.copyOf(missing),
                            speaks,
                            true,
                            inHand,
                            inHand,
                            inHand * 1.5,
                            capacity,
                            idle == 0 ? null : MORNING.plusSeconds(idle));
                });
        return somebody.list().ofMinSize(1).ofMaxSize(12).uniqueElements(Candidate::person);
    }
}
