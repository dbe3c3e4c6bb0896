package io.promisedesk.sla;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.CalendarPlan.Day;
import io.promisedesk.sla.CalendarPlan.Why;
import java.text.Collator;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What sets of national holidays, and their days, are called in the reader's language. */
@Component
public class HolidayNames {

    /** Countries whose parts are named in all our languages. */
    private static final List<String> WITH_REGIONS = List.of("de", "gb", "us");

    private static final Set<String> FIRST = Set.of("ru", "de", "gb", "us");

    private final Texts texts;

    HolidayNames(Texts texts) {
        this.texts = texts;
    }

    /** For example "Germany" or "Germany: Berlin". */
    public String set(String code, Locale language) {
        String[] parts = code.strip().toLowerCase(Locale.ROOT).split("-", 2);
        String country = country(parts[0], language);
        return parts.length == 1 ? country : country + ": " + region(parts[0], parts[1], language);
    }

    private static String country(String code, Locale language) {
        if (code.length() != 2) {
            return code.toUpperCase(Locale.ROOT);
        }
        String name = new Locale.Builder().setRegion(code).build().getDisplayCountry(language);
        return name.isEmpty() ? code.toUpperCase(Locale.ROOT) : name;
    }

    private String region(String country, String region, Locale language) {
        String key = "sla.region." + country + "-" + region;
        return texts.has(language, key) ? texts.get(language, key) : NationalHolidays.inEnglish(country, region);
    }

    /** What a holiday with that key of its library is called. */
    public String holiday(String key, Locale language) {
        String known = "sla.holiday." + key;
        return texts.has(language, known) ? texts.get(language, known) : NationalHolidays.holidayInEnglish(key);
    }

    /** What makes a day special, all reasons in one line; empty where nothing is known. */
    public String why(Day day, Locale language) {
        Locale supported = Texts.supported(language);
        return day.why().stream().map(why -> why(why, supported)).distinct().collect(Collectors.joining(", "));
    }

    private String why(Why why, Locale language) {
        String name = why.name();
        String of = why.of();
        return switch (why.kind()) {
            case "national" -> name == null ? "" : holiday(name, language);
            case "moved_away", "moved_here" ->
                named(name, texts.get(language, "sla.day." + why.kind(), of == null ? "" : date(of, language)));
            default -> name == null ? texts.get(language, "sla.day." + why.kind()) : name;
        };
    }

    private static String named(@Nullable String name, String text) {
        return name == null ? text : name + " (" + text + ")";
    }

    /** A date of a calendar's rules, for example "Thu 24 December 2026"; as it stands where it is none. */
    public static String date(String date, Locale language) {
        try {
            return DateTimeFormatter.ofPattern("EEE d MMMM uuuu", language).format(LocalDate.parse(date));
        } catch (DateTimeException e) {
            return date;
        }
    }

    /** All sets one may choose from: the countries most of our users work in first, then the others by name. */
    public List<Country> all(Locale language) {
        Collator byName = Collator.getInstance(language);
        List<Country> countries = new ArrayList<>();
        for (String code : NationalHolidays.countries()) {
            List<Choice> regions = WITH_REGIONS.contains(code)
                    ? NationalHolidays.regions(code).stream()
                            .map(region -> new Choice(code + "-" + region, region(code, region, language)))
                            .sorted(Comparator.comparing(Choice::name, byName))
                            .toList()
                    : List.of();
            countries.add(new Country(new Choice(code, country(code, language)), regions));
        }
        countries.sort(Comparator.comparing(
                        (Country country) -> !FIRST.contains(country.whole().code()))
                .thenComparing(country -> country.whole().name(), byName));
        return countries;
    }

    /** @param regions parts with holidays of their own */
    public record Country(Choice whole, List<Choice> regions) {}

    public record Choice(String code, String name) {}
}
