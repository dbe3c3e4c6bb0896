package io.promisedesk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A person in front of a screen: the machine's own Chromium, without a window. Waits for what it is asked for instead of
 * sleeping. A test that needs it is skipped, with a line that says so, where no Chromium and driver are installed
 * (packages {@code chromium} and {@code chromium-driver}); with {@code CI=true} in the environment it fails.
 */
public final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final String base;
    private final ChromeDriver driver;
    private final Path profile;

    private Browser(String base, ChromeDriver driver, Path profile) {
        this.base = base;
        this.driver = driver;
        this.profile = profile;
    }

    /** Starts a browser of its own (no cookies) whose user prefers that language, for an application on this machine. */
    public static Browser open(int port, Locale language) {
        Optional<Path> chromium =
                installed("CHROMIUM", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
        Optional<Path> driver = installed("CHROMEDRIVER", "/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");
        if (chromium.isEmpty() || driver.isEmpty()) {
            String reason =
                    "SKIPPED: no Chromium with its driver on this machine (packages chromium and chromium-driver).";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(
                        "No Chromium with its driver, and CI=true allows no test to be skipped.");
            }
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        try {
            Path profile = Files.createTempDirectory("promisedesk-browser");
            var options = new ChromeOptions();
            options.setBinary(chromium.orElseThrow().toFile());
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--hide-scrollbars",
                    "--window-size=1400,900",
                    "--lang=" + language.getLanguage(),
                    "--user-data-dir=" + profile);
            // Else the driver keeps warnings and errors only of the page's own scripts.
            var console = new LoggingPreferences();
            console.enable(LogType.BROWSER, Level.WARNING);
            options.setCapability("goog:loggingPrefs", console);
            options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language.getLanguage()));
            var service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(driver.orElseThrow().toFile())
                    .build();
            return new Browser("http://localhost:" + port, new ChromeDriver(service, options), profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> installed(String variable, String... places) {
        return Stream.concat(Stream.ofNullable(System.getenv(variable)), Stream.of(places))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Logs in on our log-in page, from whatever page asks for it. */
    public Browser logIn(String user) {
        goTo("/login");
        type("input[name=username]", user);
        type("input[name=password]", "demo");
        click("form button[type=submit]");
        until("the log-in page is left", page -> !page.getCurrentUrl().contains("/login"));
        return this;
    }

    public Browser goTo(String path) {
        driver.get(base + path);
        return this;
    }

    /** Opens Tasklist, on a task where one is given. */
    public Browser goToTasklist(String taskId) {
        // Another fragment of the same page is no navigation: leave first.
        driver.get("about:blank");
        return goTo("/camunda/app/tasklist/default/#/" + (taskId.isEmpty() ? "" : "?task=" + taskId));
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    /** The first visible element; waits for it. */
    public WebElement see(String css) {
        return until(
                "there is " + css, page -> visible(css).stream().findFirst().orElse(null));
    }

    /** Waits until a visible element has the text somewhere in it. */
    public WebElement see(String css, String text) {
        return until("there is " + css + " with \"" + text + "\"", page -> visible(css).stream()
                .filter(element -> element.getText().contains(text))
                .findFirst()
                .orElse(null));
    }

    /** The first visible element inside the shadow of another, such as Tasklist's tab "Ticket". */
    public WebElement seeWithin(String host, String css) {
        return until(
                "there is " + css + " within " + host,
                page ->
                        page
                                .findElement(By.cssSelector(host))
                                .getShadowRoot()
                                .findElements(By.cssSelector(css))
                                .stream()
                                .filter(Browser::isDisplayed)
                                .findFirst()
                                .orElse(null));
    }

    public void clickWithin(String host, String css) {
        until(css + " within " + host + " can be clicked", page -> {
            WebElement element = seeWithin(host, css);
            driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
            return clicked(element);
        });
    }

    private static boolean clicked(WebElement element) {
        try {
            element.click();
            return true;
        } catch (ElementClickInterceptedException | StaleElementReferenceException e) {
            return false;
        }
    }

    /** Opens a tab of the task in Tasklist, by its label. */
    public void openTab(String label) {
        until("there is the tab " + label, page -> {
            visible(".task-details .nav-tabs a").stream()
                    .filter(tab -> tab.getText().strip().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchElementException(label))
                    .click();
            return true;
        });
    }

    /** Fills in a field of the task's form, found by its label. */
    public void fill(String label, String text) {
        until("the field " + label + " holds the text", page -> {
            WebElement field = field(label);
            if (!text.equals(field.getDomProperty("value"))) {
                field.clear();
                field.sendKeys(text);
            }
            return text.equals(field.getDomProperty("value"));
        });
    }

    /**
     * Fills in the task's form and sends it. Tasklist draws a form anew a moment after the task was claimed, and takes away
     * what was typed until then: so this looks again before it sends.
     */
    public void complete(Map<String, String> texts, String option) {
        until("the form is filled in", page -> {
            texts.forEach(this::fill);
            choose(option);
            return texts.entrySet().stream().allMatch(text -> text.getValue()
                    .equals(field(text.getKey()).getDomProperty("value")));
        });
        click("button[ng-click=\"complete()\"]");
    }

    private WebElement field(String label) {
        return driver.findElements(By.cssSelector(".fjs-form-field")).stream()
                .filter(candidate -> candidate.getText().startsWith(label))
                .flatMap(candidate -> candidate.findElements(By.cssSelector("textarea, input")).stream())
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(label));
    }

    /** Chooses an option of the task's form by its label; again, where Tasklist has drawn the form anew meanwhile. */
    public void choose(String option) {
        until("the option " + option + " is chosen", page -> {
            WebElement label = page.findElements(By.cssSelector(".fjs-form-field-radio label")).stream()
                    .filter(candidate -> candidate.getText().strip().equals(option))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchElementException(option));
            WebElement button = page.findElement(By.id(String.valueOf(label.getDomAttribute("for"))));
            if (!button.isSelected()) {
                page.executeScript("arguments[0].click()", button);
            }
            return button.isSelected();
        });
    }

    public void seeNoMore(String css) {
        until("there is no " + css, page -> visible(css).isEmpty());
    }

    public List<WebElement> visible(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .filter(Browser::isDisplayed)
                .toList();
    }

    private static boolean isDisplayed(WebElement element) {
        try {
            return element.isDisplayed();
        } catch (StaleElementReferenceException e) {
            return false;
        }
    }

    public String text(String css) {
        return see(css).getText();
    }

    public void click(String css) {
        until(css + " can be clicked", page -> {
            WebElement element = see(css);
            if (!element.isEnabled()) {
                return false;
            }
            driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
            return clicked(element);
        });
    }

    /** Replaces what stands in a field. */
    public void type(String css, String text) {
        WebElement field = see(css);
        field.clear();
        field.sendKeys(text);
    }

    public Object run(String javascript, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(javascript, arguments);
    }

    public <T> T until(String what, Function<ChromeDriver, T> condition) {
        return new WebDriverWait(driver, PATIENCE)
                .ignoreAll(List.of(StaleElementReferenceException.class, NoSuchElementException.class))
                .withMessage(() -> what + "; the page at " + driver.getCurrentUrl() + " says:\n"
                        + driver.findElement(By.tagName("body")).getText() + "\nand the browser's console:\n"
                        + console())
                .until(page -> condition.apply(driver));
    }

    private String console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .collect(Collectors.joining("\n"));
    }

    public Browser size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        return this;
    }

    /** For the eye: a picture under {@code target/screens}. */
    public void picture(String name) {
        try {
            Path file = Path.of("target", "screens", name + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // The browser may still be tidying up; a left-over folder under /tmp does no harm.
        }
    }
}
