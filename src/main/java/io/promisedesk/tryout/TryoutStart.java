package io.promisedesk.tryout;

import io.promisedesk.platform.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.ClassUtils;

/**
 * What must be sure before anything heavy starts: loopback, memory, free ports, a data folder of our own. Then the
 * database starts beside everything else; the data source waits for it.
 */
class TryoutStart implements ApplicationContextInitializer<GenericApplicationContext>, Ordered {

    private static final int NEEDED_MEGABYTES = 500;

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(GenericApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (!environment.acceptsProfiles(Profiles.of("tryout"))) {
            return;
        }
        refuseWithoutLibraries();
        refuseUnlessOnLoopback(environment.getProperty("server.address", "0.0.0.0"));
        refuseWithoutMemory(Path.of("/proc/meminfo"));
        TryoutSettings settings = Binder.get(environment).bindOrCreate("promisedesk.tryout", TryoutSettings.class);
        refuseTaken(environment.getProperty("server.port", Integer.class, 8080), "The application's", "SERVER_PORT");
        refuseTaken(settings.smtpPort(), "The mail server's (SMTP)", "PROMISEDESK_TRYOUT_SMTPPORT");
        refuseTaken(settings.imapPort(), "The mail server's (IMAP)", "PROMISEDESK_TRYOUT_IMAPPORT");

        TryoutServices services = TryoutServices.start(settings.data());
        // Whatever happens on the way: they go down, and only after everything else.
        SpringApplication.getShutdownHandlers().add(services::close);
        DefaultListableBeanFactory beans = context.getDefaultListableBeanFactory();
        beans.registerSingleton("tryoutServices", services);
        beans.registerDisposableBean("tryoutServices", services::close);
    }

    private static void refuseWithoutLibraries() {
        if (!ClassUtils.isPresent("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", null)
                || !ClassUtils.isPresent("com.icegreen.greenmail.util.GreenMail", null)) {
            throw new StartRefused(
                    "The try-out is not part of this jar: run ./mvnw spring-boot:run in the sources for it, or start the jar without the profile 'tryout'.");
        }
    }

    static void refuseUnlessOnLoopback(String address) {
        if (address.isBlank()) {
            // Java takes a blank name for this machine, the web server for every address it has.
            throw new StartRefused(
                    "The address is empty, which would serve the whole network: set SERVER_ADDRESS to 127.0.0.1.");
        }
        try {
            if (InetAddress.getByName(address).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new StartRefused("The address %s is unknown: set SERVER_ADDRESS to 127.0.0.1.".formatted(address), e);
        }
        throw new StartRefused(
                "The try-out has demo people whose password everybody knows, so it serves this machine only: leave SERVER_ADDRESS at 127.0.0.1 instead of %s, or run it in production mode."
                        .formatted(address));
    }

    static void refuseWithoutMemory(Path meminfo) {
        if (!Files.isReadable(meminfo)) {
            return; // not Linux
        }
        try {
            Files.readAllLines(meminfo).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .filter(available -> available < NEEDED_MEGABYTES)
                    .findFirst()
                    .ifPresent(available -> {
                        throw new StartRefused(
                                "Only %d MB of memory are free and Promisedesk needs %d: close other programs or give the machine more."
                                        .formatted(available, NEEDED_MEGABYTES));
                    });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void refuseTaken(int port, String whose, String variable) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new StartRefused(
                    "%s port %d is taken: stop the program that uses it, or choose another one with %s=%d."
                            .formatted(whose, port, variable, port < 55_000 ? port + 10_000 : port - 10_000),
                    e);
        }
    }
}
