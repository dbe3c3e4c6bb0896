package io.promisedesk.ticket.process;

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

    static Ladder of(String name, List<Map<String, Object>> rows) {
        Map<Rung, Ladder.Step> steps = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            List<Fault> faults = faults(row);
            if (!faults.isEmpty()) {
                Fault first = faults.get(0);
                throw new IllegalStateException("escalation-ladder.dmn: " + first.problem() + " " + first.remedy());
            }
            for (Rung rung : rungs(row)) {
                steps.merge(rung, step(rung, row), Ladders::both);
            }
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
