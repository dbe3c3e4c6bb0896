package io.promisedesk;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} as data. */
final class Compose {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::([-?])([^}]*))?}");

    private final Map<String, Map<String, Object>> services;

    private Compose(Map<String, Map<String, Object>> services) {
        this.services = services;
    }

    @SuppressWarnings("unchecked")
    static Compose read() throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("docker-compose.yml"))) {
            Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new Compose((Map<String, Map<String, Object>>) root.get("services"));
        }
    }

    Map<String, Map<String, Object>> services() {
        return services;
    }

    /** A service's variables as the file has them, like <code>${NAME:?why}</code>. */
    @SuppressWarnings("unchecked")
    Map<String, String> environment(String service) {
        Map<String, String> environment = new LinkedHashMap<>();
        ((Map<String, Object>) services.get(service).getOrDefault("environment", Map.of()))
                .forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return environment;
    }

    /** The same as a container would see them. */
    Map<String, String> environment(String service, Map<String, String> given) {
        Map<String, String> environment = environment(service);
        environment.replaceAll((name, value) -> filledIn(value, given));
        return environment;
    }

    private static String filledIn(String value, Map<String, String> given) {
        return VARIABLE.matcher(value).replaceAll(variable -> Matcher.quoteReplacement(filledIn(variable, given)));
    }

    private static String filledIn(MatchResult variable, Map<String, String> given) {
        String name = variable.group(1);
        String value = given.getOrDefault(name, "");
        if (value.isEmpty() && "?".equals(variable.group(2))) {
            throw new IllegalArgumentException(name + " is not set: " + variable.group(3));
        }
        return value.isEmpty() && "-".equals(variable.group(2)) ? variable.group(3) : value;
    }
}
