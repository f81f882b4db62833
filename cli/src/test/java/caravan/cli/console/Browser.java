package caravan.cli.console;

import caravan.cli.host.Waiting;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium of this machine. A machine without one fails the test: pages that nobody drove are not tested.
 */
final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(found("chromium", "chromium-browser", "google-chrome"));
        // CI runs as root, where Chromium's own sandbox does not start; it sees only our pages.
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.setAcceptInsecureCerts(true);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(found("chromedriver"))
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static File found(String... names) {
        for (String name : names) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file)) {
                    return file.toFile();
                }
            }
        }
        throw new AssertionError(names[0] + " is not on the PATH, and drives the console's pages in this test;"
                + " on Debian: apt-get install chromium chromium-driver");
    }

    void open(String url) {
        // What an earlier page complained of is not this one's.
        complaints();
        driver.get(url);
    }

    /** Forgets the sessions that were given for a token. */
    void leave() {
        driver.manage().deleteAllCookies();
    }

    /** Runs a script before each page's own until what is returned is run. */
    Runnable before(String script) {
        Map<String, Object> added =
                driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
        return () -> driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", added);
    }

    /** Shows the window in a width that headless windows of their own do not take. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", pixels < 500));
    }

    /** Whether the page prefers {@code dark} or {@code light}. */
    void scheme(String name) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
    }

    WebElement wait(String selector) {
        return Waiting.until(() -> driver.findElements(By.cssSelector(selector)), found -> !found.isEmpty())
                .get(0);
    }

    /** Waits until something on the page holds a text. */
    void waitForText(String selector, String text) {
        Waiting.until(() -> texts(selector), texts -> texts.stream().anyMatch(found -> found.contains(text)));
    }

    private List<String> texts(String selector) {
        Object found =
                script("return [...document.querySelectorAll(arguments[0])].map(each => each.textContent)", selector);
        return found instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    @Nullable
    Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }

    void keys(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What a promise comes to. */
    @Nullable
    Object await(String promise) {
        driver.manage().timeouts().scriptTimeout(LIMIT);
        return driver.executeAsyncScript("const done = arguments[0]; " + promise + ".then(done)");
    }

    /** Asks again until a promise comes to true, for up to half an hour. */
    void waitUntil(String promise) throws InterruptedException {
        long endNanos = System.nanoTime() + Duration.ofMinutes(30).toNanos();
        while (!Boolean.TRUE.equals(await(promise))) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("never came to true: " + promise);
            }
            Thread.sleep(1_000);
        }
    }

    /** The whole page, however long, as PNG. */
    byte[] picture() {
        Map<String, Object> picture = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip()));
        return Base64.getDecoder().decode(String.valueOf(picture.get("data")));
    }

    private Map<String, Object> clip() {
        return Map.of(
                "x", 0,
                "y", 0,
                "width", length("document.documentElement.clientWidth"),
                "height", length("Math.min(1600, document.documentElement.scrollHeight)"),
                "scale", 1);
    }

    private Object length(String expression) {
        return Objects.requireNonNull(script("return " + expression));
    }

    /** What the page complained of. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
