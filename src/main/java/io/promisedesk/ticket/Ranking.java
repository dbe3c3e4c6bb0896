package io.promisedesk.ticket;

import io.promisedesk.ticket.Ranked.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * In which order people come into question for a ticket (service-levels, section 4): whoever had this customer last, then
 * who can do it, then who has the least to do, then who has gone longest without a new ticket, then by name. Whoever is not
 * available or has no room stands behind all who are. The same people with the same facts always give the same order.
 */
final class Ranking {

    private final List<Candidate> inOrder;

    /** Those of them who fit, and of these the ones with the least to do: reasons compare with them, not with everybody. */
    private final List<Candidate> fitting;

    private final List<Candidate> leastLoaded;

    /** Needs that nobody here can meet: else the ticket would wait for ever. */
    private final Set<String> waived;

    private final boolean languageWaived;

    private Ranking(Collection<Candidate> candidates) {
        this.waived = new HashSet<>();
        candidates.stream().findFirst().ifPresent(first -> waived.addAll(first.missing()));
        candidates.forEach(candidate -> waived.retainAll(candidate.missing()));
        this.languageWaived = candidates.stream().noneMatch(Candidate::speaksCustomersLanguage);
        this.inOrder = candidates.stream().sorted(bestFirst()).toList();
        this.fitting = inOrder.stream().filter(this::fits).toList();
        double least = fitting.stream().mapToDouble(Candidate::share).min().orElse(0);
        this.leastLoaded =
                fitting.stream().filter(candidate -> candidate.share() == least).toList();
    }

    static List<Ranked> of(Collection<Candidate> candidates) {
        return new Ranking(candidates).ranked();
    }

    /** The one whom the desk would choose by itself is the first, if that one {@link Ranked#fits}. */
    private Comparator<Candidate> bestFirst() {
        return Comparator.comparing(this::fits, TRUE_FIRST)
                .thenComparing(Candidate::available, TRUE_FIRST)
                .thenComparing(Candidate::onShift, TRUE_FIRST)
                .thenComparing(Candidate::gaveBack)
                .thenComparing(Candidate::isFull)
                .thenComparing(Candidate::lastOwnerOfCustomer, TRUE_FIRST)
                .thenComparingInt(this::unmet)
                .thenComparingDouble(Candidate::share)
                .thenComparing(Candidate::idleSince, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Candidate::person);
    }

    private static final Comparator<Boolean> TRUE_FIRST = Comparator.reverseOrder();

    /** Whoever knows the customer may take what they could not have been given otherwise. */
    private boolean fits(Candidate candidate) {
        return candidate.available()
                && !candidate.isFull()
                && !candidate.gaveBack()
                && (candidate.lastOwnerOfCustomer() || unmet(candidate) == 0);
    }

    private int unmet(Candidate candidate) {
        int skills = (int) candidate.missing().stream()
                .filter(skill -> !waived.contains(skill))
                .count();
        return skills + (languageWaived || candidate.speaksCustomersLanguage() ? 0 : 1);
    }

    private List<Ranked> ranked() {
        return inOrder.stream()
                .map(candidate -> new Ranked(candidate, fits(candidate), reasons(candidate), against(candidate)))
                .toList();
    }

    private List<Reason> reasons(Candidate candidate) {
        List<Reason> reasons = new ArrayList<>();
        if (candidate.lastOwnerOfCustomer()) {
            reasons.add(Reason.LAST_OWNER);
        }
        if (!candidate.skills().isEmpty() && unmet(candidate) == 0) {
            reasons.add(Reason.SKILLS);
        }
        if (fitting.equals(List.of(candidate))) {
            reasons.add(Reason.ONLY_ONE);
        } else if (leastLoaded.contains(candidate)) {
            reasons.add(Reason.LEAST_LOAD);
            if (leastLoaded.size() > 1
                    && leastLoaded.stream()
                            .filter(other -> other != candidate)
                            .allMatch(other -> LONGEST_IDLE_FIRST.compare(candidate, other) < 0)) {
                reasons.add(Reason.LONGEST_IDLE);
            }
        }
        return reasons;
    }

    private static final Comparator<Candidate> LONGEST_IDLE_FIRST =
            Comparator.comparing(Candidate::idleSince, Comparator.nullsFirst(Comparator.naturalOrder()));

    private List<Reason> against(Candidate candidate) {
        List<Reason> against = new ArrayList<>();
        if (!candidate.onShift()) {
            against.add(Reason.OFF_SHIFT);
        } else if (!candidate.available()) {
            against.add(Reason.ON_BREAK);
        }
        if (candidate.isFull()) {
            against.add(Reason.FULL);
        }
        if (candidate.gaveBack()) {
            against.add(Reason.GAVE_BACK);
        }
        if (!candidate.missing().isEmpty() && !waived.containsAll(candidate.missing())) {
            against.add(Reason.MISSING_SKILLS);
        }
        if (!languageWaived && !candidate.speaksCustomersLanguage()) {
            against.add(Reason.LANGUAGE);
        }
        Candidate first = inOrder.get(0);
        if (candidate != first && fits(first) && fits(candidate)) {
            against.clear();
            against.add(whyBehind(first, candidate));
        }
        return candidate == first && fits(first) ? List.of() : against;
    }

    private Reason whyBehind(Candidate first, Candidate candidate) {
        if (first.lastOwnerOfCustomer() && !candidate.lastOwnerOfCustomer()) {
            return Reason.OTHER_KNOWS_CUSTOMER;
        }
        if (first.share() < candidate.share()) {
            return Reason.MORE_LOAD;
        }
        return LONGEST_IDLE_FIRST.compare(first, candidate) < 0 ? Reason.LESS_IDLE : Reason.EQUAL;
    }
}
