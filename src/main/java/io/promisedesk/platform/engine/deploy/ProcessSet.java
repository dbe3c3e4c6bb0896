package io.promisedesk.platform.engine.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * All diagrams, decision tables and forms that belong together, by name relative to where they come from: the same set
 * on another machine or from the jar is the same set.
 */
final class ProcessSet {

    private static final List<String> FOLDERS = List.of("processes", "forms");
    private static final Set<String> KINDS = Set.of("bpmn", "dmn", "form");

    private final String origin;
    private final SortedMap<String, byte[]> files;

    private ProcessSet(String origin, SortedMap<String, byte[]> files) {
        this.origin = origin;
        this.files = Collections.unmodifiableSortedMap(files);
    }

    static ProcessSet of(String origin, Map<String, byte[]> files) {
        return new ProcessSet(origin, new TreeMap<>(files));
    }

    /** The set that is packaged with the application. */
    static ProcessSet packaged() throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        var resolver = new PathMatchingResourcePatternResolver();
        for (String folder : FOLDERS) {
            for (Resource resource : resolver.getResources("classpath*:/" + folder + "/**/*.*")) {
                String path = resource.getURL().getPath();
                String name = path.substring(path.lastIndexOf("/" + folder + "/") + 1);
                if (belongs(name)) {
                    files.put(name, resource.getContentAsByteArray());
                }
            }
        }
        return new ProcessSet("the application's own files", files);
    }

    /**
     * The set in a folder that holds {@code processes/} and {@code forms/}.
     *
     * @throws IOException also when there is no folder {@code processes}: a volume that is not mounted must not look
     *     like a set without processes
     */
    static ProcessSet in(Path folder) throws IOException {
        if (!Files.isDirectory(folder.resolve("processes"))) {
            throw new IOException("there is no folder \"processes\" in " + folder.toAbsolutePath());
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Path file : listed(folder)) {
            files.put(name(folder, file), Files.readAllBytes(file));
        }
        return new ProcessSet(folder.toAbsolutePath().normalize().toString(), files);
    }

    static List<Path> listed(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : FOLDERS) {
            if (Files.isDirectory(folder.resolve(name))) {
                try (Stream<Path> walk = Files.walk(folder.resolve(name))) {
                    walk.filter(Files::isRegularFile)
                            .filter(file -> belongs(name(folder, file)))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static boolean belongs(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return !last.startsWith(".") && KINDS.contains(last.substring(last.lastIndexOf('.') + 1));
    }

    /** Where it comes from, in words for a log line. */
    String origin() {
        return origin;
    }

    SortedMap<String, byte[]> files() {
        return files;
    }

    /** Equal for equal sets, whatever machine they lie on. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                digest.update((name + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
