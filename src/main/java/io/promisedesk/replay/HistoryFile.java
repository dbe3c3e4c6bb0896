package io.promisedesk.replay;

import io.promisedesk.platform.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** A history on disk, compressed or not. */
final class HistoryFile {

    private static final int GZIP = 0x1f8b;

    private final Path path;
    private final Instant latest;

    HistoryFile(Path path, Instant latest) {
        this.path = path.toAbsolutePath().normalize();
        this.latest = latest;
    }

    Path path() {
        return path;
    }

    /**
     * @param digest of what is in it, uncompressed: the same history is the same whatever its name
     * @param rows after the header
     * @param tickets rows that create one
     */
    record Survey(String digest, long rows, long tickets) {}

    /** Reads it once to the end, so that a file that is broken is refused before anything has been replayed. */
    Survey survey() {
        MessageDigest digest = sha256();
        long read = 0;
        long tickets = 0;
        try (InputStream content = new DigestInputStream(content(), digest)) {
            HistoryRows rows = new HistoryRows(new InputStreamReader(content, StandardCharsets.UTF_8), latest);
            for (Row row = rows.next(); row != null; row = rows.next()) {
                read++;
                tickets += row instanceof Row.Event event && event.kind() == Row.Kind.CREATED ? 1 : 0;
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "%s cannot be read to its end (after line %d: %s). Nothing of it was replayed: get the file again."
                            .formatted(path, read + 1, e.getMessage() == null ? e : e.getMessage()),
                    e);
        }
        return new Survey(HexFormat.of().formatHex(digest.digest()), read, tickets);
    }

    Reader open() throws IOException {
        return new InputStreamReader(content(), StandardCharsets.UTF_8);
    }

    Instant latest() {
        return latest;
    }

    private InputStream content() throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new StartRefused(
                    "There is no file %s: --promisedesk.replay names the history to be replayed.".formatted(path));
        }
        InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        raw.mark(2);
        boolean compressed = (raw.read() << 8 | raw.read()) == GZIP;
        raw.reset();
        return compressed ? new GZIPInputStream(raw, 1 << 16) : raw;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
