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
    private static final int RATES_SECONDS = 45;

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
        take("data", "empty", ".empty");

        browser.waitUntil("fetch('/api/look').then(r => r.json()).then(l => l.examples >= 5)");
        browser.open(url + "#/path");
        TimeUnit.SECONDS.sleep(RATES_SECONDS);
        take("path", "at-work", "canvas");
        take("throughput", "at-work", "canvas");
        browser.scheme("dark");
        take("path", "at-work-dark", "canvas");
        browser.scheme("light");

        browser.waitUntil("fetch('/api/look').then(r => r.json()).then(l => 'aligned' in l.aliases)");
        TimeUnit.SECONDS.sleep(5);
        take("path", "closed-loop", "canvas");
        lineage();
        take("training", "closed-loop", "canvas");
        compare();
        take("sources", "closed-loop", "table");
        browser.scheme("dark");
        take("throughput", "dark", "canvas");
        take("training", "dark", "canvas");
        browser.scheme("light");
        browser.width(NARROW);
        take("path", "narrow", "canvas");
        take("data", "narrow", "ul.records button");
        take("training", "narrow", "canvas");
        System.out.println(
                browser.await(
                        "fetch('/api/look').then(r => r.json()).then(l => 'watching took ' + (100 * l.ownCost).toFixed(2) + ' % of a core')"));
    }

    private void lineage() throws IOException, InterruptedException {
        browser.open(url + "#/data?kind=example");
        browser.wait("ul.records button").click();
        browser.wait(".way li");
        shoot("data", "lineage");
    }

    private void compare() throws IOException, InterruptedException {
        browser.open(url + "#/compare");
        browser.wait("textarea").sendKeys("How can I save energy at home?");
        browser.wait("button.primary").click();
        browser.wait(".answers article");
        shoot("compare", "closed-loop");
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
