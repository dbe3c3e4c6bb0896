package io.promisedesk.tryout;

import io.promisedesk.platform.StartRefused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder with everything the try-out keeps; one run at a time. */
final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lockFile;

    private DataFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Creates the folder where needed and locks it; refuses when another run holds it. */
    static DataFolder open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            FileChannel channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartRefused(
                        "The folder %s is in use by another run of Promisedesk: stop that one first, or give this one a folder of its own with PROMISEDESK_TRYOUT_DATA."
                                .formatted(absolute));
            }
            return new DataFolder(absolute, channel);
        } catch (IOException e) {
            throw new StartRefused(
                    "The folder %s cannot be written (%s): make it writable, or choose another one with PROMISEDESK_TRYOUT_DATA."
                            .formatted(absolute, e.getMessage()),
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process, as in a test
        }
    }

    Path database() {
        return folder.resolve("postgres");
    }

    Path mail() {
        return folder.resolve("mail");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
