package io.promisedesk.sla;

import io.promisedesk.platform.i18n.Texts;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
