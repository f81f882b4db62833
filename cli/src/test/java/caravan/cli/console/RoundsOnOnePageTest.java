package caravan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.cli.demo.Demo;
import caravan.cli.host.ScriptedBacking;
import caravan.cli.host.ScriptedConfig;
import caravan.cli.host.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A demonstration of two rounds before one page. How: the page is opened in the first round and left open. */
@Timeout(300)
class RoundsOnOnePageTest {
    private static final Pattern ADDRESS = Pattern.compile("Console (http\\S+)");

    /** Slow enough for a person, or a browser, to see the second round. */
    private static final long CALL_MILLIS = 60;

    private static final long EXAMPLES = 8;

    @TempDir
    private Path data;

    @Test
    void showsTheNextRoundOnThePageThatIsOpenWithTheHistoryOfTheOneBefore() throws Exception {
        CaravanConfig config =
                ScriptedConfig.in(data, 8, "steps.align.model=aligned", "steps.novelty.across-runs=true");
        StringWriter out = new StringWriter();
        Demo demo = new Demo(config, new ScriptedBacking(config, CALL_MILLIS), 2, new PrintWriter(out), false);
        CompletableFuture<Boolean> isServed = CompletableFuture.completedFuture(false);
        Object isSamePage;
        Object mostExamples;
        try (Browser browser = Browser.start()) {
            isServed = CompletableFuture.supplyAsync(() -> run(demo));
            browser.open(Waiting.until(() -> found(out), Optional::isPresent).orElseThrow());
            browser.waitForText(".status .mono", "run-1");
            browser.script("window.isThePageOfRoundOne = true");

            browser.waitForText(".panel header", "round 2 of 2");
            browser.waitForText(".status .mono", "run-2");
            browser.waitForText(".loop", "aligned");
            isSamePage = browser.script("return window.isThePageOfRoundOne");
            mostExamples = browser.await("fetch('/api/history').then(r => r.json())"
                    + ".then(h => Math.max(...h.series.examples.filter(e => e !== null)))");
        } finally {
            // Its folder is removed when the test ends.
            isServed.join();
        }

        assertThat(isServed.join()).as(out.toString()).isTrue();
        assertThat(isSamePage).isEqualTo(true);
        assertThat((Long) mostExamples)
                .as("the most examples that the history knows, which are those of the first round")
                .isGreaterThanOrEqualTo(EXAMPLES);
    }

    private static boolean run(Demo demo) {
        try {
            return demo.run();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<String> found(StringWriter out) {
        return ADDRESS.matcher(out.toString()).results().findFirst().map((MatchResult match) -> match.group(1));
    }
}
