package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.platform.i18n.Texts;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Every text in every language, with the same placeholders. */
class TranslationTests {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d+");
    private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?!')");

    @TestFactory
    Stream<DynamicTest> everyRoomSaysTheSameInBothLanguages() throws IOException {
        return files("classpath*:messages/*.properties").entrySet().stream()
                .filter(file -> !file.getKey().contains("_ru"))
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> compare(file.getKey(), file.getValue())));
    }

    @Test
    void russianBelongsToEnglish() throws IOException {
        Set<String> names = files("classpath*:messages/*.properties").keySet();
        assertThat(names)
                .allMatch(
                        name -> !name.contains("_ru") || names.contains(name.replace("_ru.properties", ".properties")));
    }

    /** A key, or its beginning where the rest is put together: up to a dot, and followed by the end of a literal. */
    private static final Pattern WORD = Pattern.compile("[\\w.-]+\\.(?=[\"'${|])|[\\w.-]*[\\w-]");

    /** Keys may be put together: then the beginning stands in a source, up to a dot. */
    @Test
    void everyTextIsUsed() throws IOException {
        Set<String> words = new HashSet<>();
        for (String folder : List.of("src/main/java", "src/main/resources/templates", "src/main/resources/static")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(TranslationTests::mayNameTexts).toList()) {
                    WORD.matcher(Files.readString(file)).results().forEach(word -> words.add(word.group()));
                }
            }
        }
        Set<String> unused = new TreeSet<>();
        files("classpath*:messages/*.properties").forEach((file, texts) -> {
            // Texts of diagrams and forms are named by the models themselves: ModelTranslationTests.
            if (!file.contains("_ru") && !file.startsWith("models")) {
                unused.addAll(texts.keySet());
            }
        });
        unused.removeIf(key -> isNamed(key, words));

        assertThat(unused).isEmpty();
    }

    private static boolean mayNameTexts(Path file) {
        return Stream.of(".java", ".html", ".js", ".txt").anyMatch(file.toString()::endsWith);
    }

    /** @param words of the sources; one that ends in a dot is the beginning of a key */
    private static boolean isNamed(String key, Set<String> words) {
        return words.contains(key)
                || Pattern.compile("\\.")
                        .matcher(key)
                        .results()
                        .anyMatch(dot -> words.contains(key.substring(0, dot.end())));
    }

    @Test
    void unknownLanguagesAreSpokenToInEnglish() {
        assertThat(Texts.supported(Locale.FRENCH)).isEqualTo(Locale.ENGLISH);
        assertThat(Texts.supported(Locale.forLanguageTag("ru-RU"))).isEqualTo(Texts.RUSSIAN);
    }

    private static void compare(String name, Map<String, String> english) throws IOException {
        Map<String, String> russian =
                files("classpath*:messages/" + name.replace(".properties", "_ru.properties")).values().stream()
                        .findFirst()
                        .orElse(Map.of());

        assertThat(russian.keySet()).as("keys in Russian").isEqualTo(english.keySet());
        english.forEach((key, text) -> {
            String translated = russian.get(key);
            assertThat(text).as(key).isNotBlank();
            assertThat(translated).as(key).isNotBlank();
            assertThat(placeholders(translated)).as(key).isEqualTo(placeholders(text));
            Stream.of(text, translated)
                    .filter(said -> !placeholders(said).isEmpty())
                    .forEach(said -> assertThat(LONE_APOSTROPHE.matcher(said).find())
                            .as("%s: an apostrophe in a text with placeholders is written twice", key)
                            .isFalse());
        });
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Map<String, String>> files(String pattern) throws IOException {
        Map<String, Map<String, String>> files = new TreeMap<>();
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources(pattern)) {
            Properties properties = new Properties();
            try (var reader = new InputStreamReader(resource.getInputStream(), StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            Map<String, String> texts = new TreeMap<>();
            properties.forEach((key, value) -> texts.put(key.toString(), value.toString()));
            files.put(resource.getFilename(), texts);
        }
        return files;
    }
}
