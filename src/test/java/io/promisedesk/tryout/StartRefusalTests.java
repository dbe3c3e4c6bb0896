package io.promisedesk.tryout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.promisedesk.platform.StartRefused;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Each reason not to start is one sentence that says what to do. */
class StartRefusalTests {

    @TempDir
    Path folder;

    @Test
    void namesThePortThatIsTakenAndHowToChooseAnother() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> TryoutStart.refuseTaken(port, "The application's", "SERVER_PORT"))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageMatching(
                            "The application's port " + port
                                    + " is taken: stop the program that uses it, or choose another one with SERVER_PORT=\\d+\\.");
        }
    }

    @Test
    void choosesAnotherPortThatExists() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var refused = catchThrowableOfType(
                    StartRefused.class, () -> TryoutStart.refuseTaken(other.getLocalPort(), "A", "B"));

            int proposed = Integer.parseInt(String.valueOf(refused.getMessage()).replaceAll(".*=(\\d+)\\.", "$1"));
            assertThat(proposed).isBetween(1024, 65535).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void servesDemoPeopleOnLoopbackOnly() {
        TryoutStart.refuseUnlessOnLoopback("127.0.0.1");
        TryoutStart.refuseUnlessOnLoopback("localhost");
        TryoutStart.refuseUnlessOnLoopback("::1");

        assertThatThrownBy(() -> TryoutStart.refuseUnlessOnLoopback("0.0.0.0"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("leave SERVER_ADDRESS at 127.0.0.1 instead of 0.0.0.0");
    }

    @Test
    void takesAnEmptyAddressForTheWholeNetwork() {
        for (String empty : new String[] {"", " "}) {
            assertThatThrownBy(() -> TryoutStart.refuseUnlessOnLoopback(empty))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("set SERVER_ADDRESS to 127.0.0.1");
        }
    }

    @Test
    void saysHowMuchMemoryIsMissing() throws Exception {
        Path meminfo = folder.resolve("meminfo");
        Files.writeString(meminfo, "MemTotal:       2048000 kB\nMemAvailable:    307200 kB\n");

        assertThatThrownBy(() -> TryoutStart.refuseWithoutMemory(meminfo))
                .isInstanceOf(StartRefused.class)
                .hasMessage(
                        "Only 300 MB of memory are free and Promisedesk needs 500: close other programs or give the machine more.");

        Files.writeString(meminfo, "MemTotal:       2048000 kB\nMemAvailable:    907200 kB\n");
        TryoutStart.refuseWithoutMemory(meminfo);
    }

    @Test
    void saysThatAnotherRunHoldsTheFolder() throws Exception {
        DataFolder first = DataFolder.open(folder);

        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(folder + " is in use by another run of Promisedesk: stop that one first");

        first.close();
        DataFolder.open(folder).close();
    }

    @Test
    void saysThatTheDataBelongToAnotherVersionAndLeavesThemAlone() throws Exception {
        Files.writeString(folder.resolve("PG_VERSION"), "16\n");

        assertThatThrownBy(() -> LocalDatabase.start(folder))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("belong to PostgreSQL 16, Promisedesk brings 18");
        assertThat(folder.resolve("PG_VERSION")).hasContent("16\n");
    }

    @Test
    void namesTheHeapLimitWhenMemoryRunsOut() {
        FailureAnalysis analysis =
                new OutOfMemoryAnalyzer().analyze(new IllegalStateException(new OutOfMemoryError("Java heap space")));

        assertThat(analysis.getDescription()).contains("ran out of memory (Java heap space)", "-Xmx1g");
    }
}
