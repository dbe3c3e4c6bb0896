package io.promisedesk.ticket.process;

import io.promisedesk.sla.Budget;
import io.promisedesk.sla.Rung;
import io.promisedesk.ticket.Ladder;
import io.promisedesk.ticket.Ladder.Recipient;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns rows of {@code escalation-ladder.dmn} into a ladder, and says what is wrong with a row that is none. */
final class Ladders {

    /** Nobody is told more often than this by one row. */
    private static final int MOST_REPETITIONS = 50;

    private static final String WHEN =
            "Write a share of the time such as \"75%\", \"100%\" for the deadline, or \"PT1H\" for an hour of working time after it.";

    private static final String RECIPIENTS =
            Arrays.stream(Recipient.values()).map(Ladders::code).collect(Collectors.joining(", "))
                    + " or a mail address";

    /** Where the table has never been deployed: models that are older than it. */
    static final Ladder WITHOUT_TABLE = new Ladder(
            "standard",
            List.of(
                    new Ladder.Step(
                            new Rung(75, Duration.ZERO),
                            Set.of(Recipient.OWNER, Recipient.SUPERVISOR),
                            Set.of(),
                            false,
                            false,
                            false),
                    new Ladder.Step(Rung.DEADLINE, Set.of(Recipient.SUPERVISOR), Set.of(), false, true, true),
                    new Ladder.Step(
                            Rung.after(Duration.ofHours(1)),
                            Set.of(Recipient.SUPERVISOR),
                            Set.of(),
                            false,
                            false,
                            false)));

    private Ladders() {}

    /**
     * Work never waits for a row that is none (a table can go live without having been checked): it is left out. Where
     * nobody would hear of a broken promise for that, those do who hear of it {@link #WITHOUT_TABLE}.
     *
     * @param faulty told of each row that is left out
     */
    static Ladder of(String name, List<Map<String, Object>> rows, Consumer<Fault> faulty) {
        Map<Rung, Ladder.Step> steps = new LinkedHashMap<>();
        boolean whole = true;
        for (Map<String, Object> row : rows) {
            Optional<Fault> fault =
                    faults(row).stream().filter(found -> !found.bearable()).findFirst();
            fault.ifPresent(faulty);
            whole &= fault.isEmpty();
            if (fault.isEmpty()) {
                for (Rung rung : rungs(row)) {
                    steps.merge(rung, step(rung, row), Ladders::both);
                }
            }
        }
        if (!whole && !steps.containsKey(Rung.DEADLINE)) {
            WITHOUT_TABLE.steps(Ladder.Phase.OVERDUE).forEach(step -> steps.putIfAbsent(step.rung(), step));
        }
        return new Ladder(name, List.copyOf(steps.values()));
    }

    /** All rungs of a row: one, or several where it is repeated. */
    static List<Rung> rungs(Map<String, Object> row) {
        Rung first = rung(row).orElseThrow();
        List<Rung> rungs = new ArrayList<>(List.of(first));
        Duration every = duration(row.get("repeatEvery"));
        if (every != null) {
            for (int i = 1; i <= times(row); i++) {
                rungs.add(Rung.after(first.after().plus(every.multipliedBy(i))));
            }
        }
        return rungs;
    }

    static List<Fault> faults(Map<String, Object> row) {
        List<Fault> faults = new ArrayList<>();
        Optional<Rung> rung = rung(row);
        if (rung.isEmpty()) {
            faults.add(new Fault("The output when is " + Fault.shown(row.get("when")) + ".", WHEN));
        } else {
            afterDeadline(row).flatMap(text -> length("when", text)).ifPresent(faults::add);
        }
        List<String> recipients = words(row.get("recipients"));
        if (recipients.isEmpty()) {
            faults.add(new Fault("The output recipients is empty.", "Say who hears of it: " + RECIPIENTS + "."));
        }
        for (String word : recipients) {
            if (recipient(word).isEmpty() && !word.matches("[^\\s@]+@[^\\s@]+")) {
                faults.add(new Fault(
                        "The output recipients names \"" + word + "\", which is nobody.",
                        "Use " + RECIPIENTS + ", separated by commas."));
            }
        }
        if (namesCustomer(row) && rung.filter(Rung::isBeforeDeadline).isEmpty()) {
            faults.add(new Fault(
                    "The customer is named on a rung that is not before the deadline.",
                    "Name the customer on a share of the time such as \"90%\": after the deadline they know."));
        }
        for (String output : List.of("atOnce", "decide", "evenIfAcknowledged")) {
            Object value = row.get(output);
            if (value != null && !(value instanceof Boolean)) {
                faults.add(new Fault(
                        "The output " + output + " is " + Fault.shown(value) + ".",
                        "Write true or false, without quotes."));
            }
        }
        Object every = row.get("repeatEvery");
        if (every != null && !every.toString().isBlank()) {
            Duration pause = duration(every);
            if (pause == null || pause.isZero() || pause.isNegative()) {
                faults.add(new Fault(
                        "The output repeatEvery is " + Fault.shown(every) + ", which is no length of working time.",
                        "Write it like \"PT4H\", or leave it empty."));
            } else if (length("repeatEvery", every.toString()).isPresent()) {
                length("repeatEvery", every.toString()).ifPresent(faults::add);
            } else if (rung.filter(Rung::isBeforeDeadline).isPresent()) {
                faults.add(new Fault(
                        "A rung before the deadline is repeated.", "Only rungs from 100% on can be repeated."));
            }
            if (times(row) < 1 || times(row) > MOST_REPETITIONS) {
                faults.add(new Fault(
                        "The output repeatTimes is " + Fault.shown(row.get("repeatTimes")) + ".",
                        "Write how often it is repeated, 1 to " + MOST_REPETITIONS + ", without quotes."));
            }
        }
        return faults;
    }

    /** What is wrong with a length that can be read: it was taken for 24 hours a day, or is beyond every promise. */
    private static Optional<Fault> length(String output, String text) {
        Optional<Budget> time = Budget.parse(text.strip()).filter(Budget.Time.class::isInstance);
        if (time.isEmpty()) {
            return Optional.of(Fault.bearable(
                    "The output " + output + " is " + Fault.shown(text)
                            + ": a ladder counts working time, and a day of that has no length of its own.",
                    "Write hours and minutes of working time, such as \"PT9H\" for a working day of nine hours."));
        }
        return time.filter(Budget::isTooLong)
                .map(found -> Fault.bearable(
                        "The output " + output + " is " + Fault.shown(text) + ", which is too long.",
                        "Write at most a thousand hours of working time (\"PT1000H\")."));
    }

    private static Optional<String> afterDeadline(Map<String, Object> row) {
        return Optional.ofNullable(row.get("when")).map(Object::toString).filter(text -> !text.contains("%"));
    }

    static boolean namesCustomer(Map<String, Object> row) {
        return words(row.get("recipients")).contains(code(Recipient.CUSTOMER));
    }

    private static Ladder.Step step(Rung rung, Map<String, Object> row) {
        Set<Recipient> recipients = new LinkedHashSet<>();
        Set<String> addresses = new LinkedHashSet<>();
        for (String word : words(row.get("recipients"))) {
            recipient(word).ifPresentOrElse(recipients::add, () -> addresses.add(word));
        }
        return new Ladder.Step(
                rung,
                recipients,
                addresses,
                Boolean.TRUE.equals(row.get("atOnce")),
                Boolean.TRUE.equals(row.get("decide")),
                Boolean.TRUE.equals(row.get("evenIfAcknowledged")));
    }

    /** Two rows that meet at one rung are one rung: it fires once. */
    private static Ladder.Step both(Ladder.Step a, Ladder.Step b) {
        Set<Recipient> recipients = new LinkedHashSet<>(a.recipients());
        recipients.addAll(b.recipients());
        Set<String> addresses = new LinkedHashSet<>(a.addresses());
        addresses.addAll(b.addresses());
        return new Ladder.Step(
                a.rung(),
                recipients,
                addresses,
                a.atOnce() || b.atOnce(),
                a.decide() || b.decide(),
                a.evenIfAcknowledged() || b.evenIfAcknowledged());
    }

    private static Optional<Rung> rung(Map<String, Object> row) {
        Object when = row.get("when");
        return when == null ? Optional.empty() : Rung.parse(when.toString());
    }

    private static int times(Map<String, Object> row) {
        return row.get("repeatTimes") instanceof Number number ? number.intValue() : 0;
    }

    private static List<String> words(@Nullable Object value) {
        return value == null
                ? List.of()
                : Arrays.stream(value.toString().split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    private static Optional<Recipient> recipient(String word) {
        return Arrays.stream(Recipient.values())
                .filter(recipient -> code(recipient).equals(word))
                .findFirst();
    }

    private static String code(Recipient recipient) {
        return recipient.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static @Nullable Duration duration(@Nullable Object value) {
        try {
            return value == null || value.toString().isBlank() ? null : Duration.parse(value.toString());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
