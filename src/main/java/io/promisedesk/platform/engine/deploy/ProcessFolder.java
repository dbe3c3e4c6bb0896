package io.promisedesk.platform.engine.deploy;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Deploys when the application starts: before the port opens, a mailbox is read or a job runs. */
@Component
@EnableConfigurationProperties(ProcessSettings.class)
class ProcessFolder implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ProcessFolder.class);

    private final ProcessDeployer deployer;
    private final ProcessSettings settings;
    private volatile boolean running;

    ProcessFolder(ProcessDeployer deployer, ProcessSettings settings) {
        this.deployer = deployer;
        this.settings = settings;
    }

    @Override
    public void start() {
        running = true;
        try {
            deployer.deploy(read(), settings.watch());
        } catch (IOException e) {
            log.error("Processes cannot be read ({}): what is live stays.", e.getMessage());
        }
    }

    private ProcessSet read() throws IOException {
        return settings.folder() == null ? ProcessSet.packaged() : ProcessSet.in(settings.folder());
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }
}
