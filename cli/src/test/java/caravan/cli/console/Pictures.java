package caravan.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Takes pictures of a console while the run that it shows goes from nothing to a served model; see infra/show/console.
 */
final class Pictures {
    private static final int WIDE = 1280;
    private static final int NARROW = 360;
    private static final int RATES_SECONDS = 16;

    private final Browser browser;
    private final String url;
    private final Path folder;
    private int number;

    private Pictures(Browser browser, String url, Path folder) {
        this.browser = browser;
        this.url = url;
        this.folder = folder;
    }

    /** Arguments: the console's address, and where the pictures go. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Browser browser = Browser.start()) {
            new Pictures(browser, args[0], Path.of(args[1])).all();
        }
    }

    private void all() throws IOException, InterruptedException {
        browser.scheme("light");
        browser.width(WIDE);
        take("path", "empty", ".facts");
        take("training", "empty", ".empty");

        until("l.examples >= 5 && Object.values(l.sources).some(s => s.state === 'running' && s.kept > 0)");
        browser.open(url + "#/path");
        TimeUnit.SECONDS.sleep(RATES_SECONDS);
        take("path", "at-work", "canvas");
        take("throughput", "at-work", "canvas");
        take("sources", "at-work", "table");
        way("rejection", "rejection");
        browser.open(url + "#/training");
        until("l.training.isUnderWay && l.training.step > l.training.steps / 4 || l.run.round > 0");
        shoot("training", "live");

        until("l.run.round > 0 && l.examples > 0");
        take("path", "closed-loop", "canvas");
        way("example", "lineage");
        take("training", "closed-loop", "canvas");
        compare();
        browser.scheme("dark");
        take("path", "dark", "canvas");
        take("throughput", "dark", "canvas");
        take("training", "dark", "canvas");
        browser.scheme("light");
        browser.width(NARROW);
        take("path", "narrow", "canvas");
        take("data", "narrow", "ul.records button");
        take("sources", "narrow", "table");
        browser.scheme("dark");
        take("training", "narrow-dark", "canvas");
        System.out.println(
                browser.await(
                        "fetch('/api/look').then(r => r.json()).then(l => 'watching took ' + (100 * l.ownCost).toFixed(2) + ' % of a core')"));
    }

    /** Waits until something is true of the latest look {@code l}. */
    private void until(String claim) throws InterruptedException {
        browser.waitUntil("fetch('/api/look').then(r => r.json()).then(l => Boolean(" + claim + "))");
    }

    private void way(String kind, String name) throws IOException, InterruptedException {
        browser.open(url + "#/data?kind=" + kind);
        browser.wait("ul.records button").click();
        browser.wait(".way li");
        shoot("data", name);
    }

    private void compare() throws IOException, InterruptedException {
        browser.open(url + "#/compare");
        browser.wait("textarea").sendKeys("How can I save energy at home?");
        browser.wait("button.primary").click();
        browser.wait(".answers article");
        shoot("compare", "two-versions");
    }

    private void take(String page, String name, String waited) throws IOException, InterruptedException {
        browser.open(url + "#/" + page);
        browser.wait(waited);
        shoot(page, name);
    }

    private void shoot(String page, String name) throws IOException, InterruptedException {
        // What is asked for again every few seconds has then come.
        TimeUnit.SECONDS.sleep(2);
        number++;
        Files.write(folder.resolve(String.format("%02d-%s-%s.png", number, page, name)), Palette.of(browser.picture()));
    }
}
