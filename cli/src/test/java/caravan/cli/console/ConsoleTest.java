package caravan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ConsoleSection;
import caravan.cli.host.Caravan;
import caravan.cli.host.ScriptedBacking;
import caravan.cli.host.ScriptedConfig;
import caravan.cli.host.Waiting;
import caravan.cli.view.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The console before a real browser, over a real broker, with a model that follows a script. How: one caravan runs to
 * its model, one browser looks at it, and each test reads the page as a person would.
 */
class ConsoleTest {
    private static final List<String> PAGES = List.of("path", "throughput", "data", "training", "compare", "sources");
    private static final String TOKEN = "a-token-of-many-letters";
    private static final String API_KEY = "a-key-for-those-who-push";
    private static final String QUESTION = "How can I save energy at home?";

    @TempDir
    private static Path data;

    private static Caravan caravan;
    private static Watching watching;
    private static Watching guarded;
    private static URI url;
    private static Watched watched;
    private static Browser browser;

    @BeforeAll
    static void runsOnce() throws Exception {
        Path lines = Files.writeString(data.resolve("lines.jsonl"), "Explain the tides to a child.\n{broken\n");
        CaravanConfig config = ScriptedConfig.in(
                data,
                12,
                "sources.notes.kind=file",
                "sources.notes.path=" + lines,
                "sources.pushed.kind=http",
                "sources.pushed.api-key=" + API_KEY,
                "sources.resting.kind=sample",
                "sources.resting.paused=true");
        caravan = Caravan.of(config, event -> {});
        Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, 20));
        watched = Watched.of(atWork, config.model());
        watching = Watching.start(settings("127.0.0.1", Optional.empty()), Map.of(), watched);
        url = watching.console().orElseThrow();
        guarded = Watching.start(
                settings("127.0.0.1", Optional.of(KeyStoreFile.in(data))),
                Map.of(ConsoleSection.TOKEN, TOKEN, ConsoleSection.KEYSTORE_PASSWORD, KeyStoreFile.PASSWORD),
                watched);
        browser = Browser.start();
        browser.open(url.toString());
        // What is told while the page is open arrives without its being loaded again.
        browser.wait(".dot.live");
        Waiting.until(watching::progress, Progress::isDone);
    }

    @AfterAll
    static void stops() {
        if (browser != null) {
            browser.close();
        }
        if (guarded != null) {
            guarded.close();
        }
        if (watching != null) {
            watching.close();
        }
        caravan.close();
    }

    private static ConsoleSection settings(String address, Optional<Path> keystore) {
        return new ConsoleSection(true, address, 0, keystore, false, 2, 4);
    }

    @Test
    void tellsHowATrainingWentByWhatItsTopicHolds() {
        browser.open(url + "#/training");

        browser.waitForText("#training-now dd", "of 4");
        browser.waitForText("#training-now dd", "1.500");
        browser.waitForText("#training-now dd", "1.750");
        browser.waitForText("main .panel p", "published adapter-");
        browser.wait("main .panel canvas");
    }

    @Test
    void tellsHowEachSourceFaresAndWhatItBrought() {
        browser.open(url + "#/sources");

        // The run has its target, so that they wait for another.
        browser.waitForText("#source-notes .tag", "waiting");
        browser.waitForText("#source-notes td", "no run is running");
        browser.waitForText("#source-notes .from", "lines.jsonl");
        browser.waitForText("#source-pushed .from", "http://127.0.0.1");
        browser.waitForText("#source-resting .tag", "paused");
        browser.waitForText("#yield td", "seeds");
    }

    @Test
    void hasTwoVersionsAnswerOneInstructionWhereItMayAsk() throws Exception {
        ConsoleSection asking = new ConsoleSection(true, "127.0.0.1", 0, Optional.empty(), true, 2, 4);
        try (Watching open = Watching.start(asking, Map.of(), watched)) {
            browser.open(open.console().orElseThrow() + "#/compare");
            browser.wait("textarea").sendKeys(QUESTION);
            browser.waitForText("select[aria-label='Model 2']", "aligned");
            browser.wait("button.primary:enabled");
            browser.keys(Keys.TAB, Keys.TAB, Keys.TAB, Keys.ENTER);

            browser.waitForText(".answers article:nth-child(1) .mono", "scripted");
            browser.waitForText(".answers article:nth-child(1) .text", "Scripted says: ");
            browser.waitForText(".answers article:nth-child(2) .mono", "adapter-");
            browser.waitForText(".answers article:nth-child(2) .text", "Adapter-");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void onlyReadsUnlessItIsTold() throws Exception {
        browser.open(url + "#/compare");
        browser.waitForText("main .empty", "This console only reads");

        HttpResponse<String> refused = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url.resolve("/api/ask"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"question\": \"" + QUESTION + "\", \"aliases\": [\"base\"]}"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void asksEverybodyBeyondLoopbackForItsTokenAndShowsNothingSecret() throws Exception {
        Map<String, String> secrets =
                Map.of(ConsoleSection.TOKEN, TOKEN, ConsoleSection.KEYSTORE_PASSWORD, KeyStoreFile.PASSWORD);
        try (Watching far = Watching.start(settings("0.0.0.0", Optional.of(KeyStoreFile.in(data))), secrets, watched)) {
            Trusting client = new Trusting(far.console().orElseThrow().getPort());
            assertThat(client.get("/api/look", "").statusCode()).isEqualTo(401);
            assertThat(client.get("/api/look", "Bearer another-token-of-letters")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(client.get("/api/records?kind=prompt", "Bearer").statusCode())
                    .isEqualTo(401);
            assertThat(client.get("/", "").headers().allValues("Set-Cookie")).isEmpty();

            Waiting.until(() -> client.get("/api/look", "Bearer " + TOKEN).body(), body -> body.contains("\"pushed\""));
            assertThat(List.of(
                            "/",
                            "/app.js",
                            "/api/look",
                            "/api/history",
                            "/api/models",
                            "/api/training",
                            "/api/pairs",
                            "/api/records?kind=prompt",
                            "/api/records?kind=rejection"))
                    .allSatisfy(path -> {
                        HttpResponse<String> answer = client.get(path, "Bearer " + TOKEN);
                        assertThat(answer.statusCode()).as(path).isEqualTo(200);
                        assertThat(answer.body() + answer.headers().map())
                                .as(path)
                                .doesNotContain(TOKEN)
                                .doesNotContain(KeyStoreFile.PASSWORD)
                                .doesNotContain(API_KEY)
                                .doesNotContain("sha256\"");
                    });
        }
    }

    @Test
    void showsThePathAndWhatItMadeAsItIsMade() {
        browser.open(url + "#/path");

        browser.waitForText(".facts dd", "of 12");
        browser.waitForText(".facts dd", "done");
        browser.waitForText("#step-trainer .row b", "1");
        browser.waitForText(".loop", "aligned");
        assertThat(PAGES).allSatisfy(page -> {
            browser.open(url + "#/" + page);
            browser.wait("main .panel");
            assertThat(browser.complaints())
                    .as("what the page " + page + " complained of")
                    .isEmpty();
        });
    }

    @Test
    void findsARecordByKeyboardAloneAndTellsItsWay() {
        browser.open(url + "#/path");
        browser.wait("main .panel");
        browser.script("document.querySelector('nav a[href=\"#/data\"]').focus()");
        browser.keys(Keys.ENTER);
        browser.wait("ul.records button");
        browser.script("document.querySelector('ul.records button').focus()");
        browser.keys(Keys.ENTER);

        browser.waitForText(".way li .kind", "instruction");
        browser.waitForText(".way li .kind", "draw");
        browser.waitForText(".way .target", "");
    }

    @Test
    void fitsANarrowPhoneOnEveryPage() {
        browser.width(360);
        try {
            assertThat(PAGES).allSatisfy(page -> {
                browser.open(url + "#/" + page);
                browser.wait("main .panel");
                assertThat(browser.script("return document.documentElement.scrollWidth"))
                        .as("width of " + page)
                        .isEqualTo(360L);
            });
        } finally {
            browser.width(1280);
        }
    }

    @Test
    void asksForItsTokenAndThenLetsIn() {
        browser.leave();
        browser.open(guarded.console().orElseThrow().toString());
        browser.wait(".gate input").sendKeys("a-wrong-token-of-letters", Keys.ENTER);
        browser.waitForText(".gate [role=alert]", "that is not the token");
        browser.script("document.querySelector('.gate input').value = ''");
        browser.script("document.querySelector('.gate input').focus()");
        browser.keys(TOKEN, Keys.ENTER);

        browser.waitForText(".status", "live");
    }

    @Test
    void asksForItsTokenThoughTheAnswerComesBeforeThePageIsDrawn() {
        browser.leave();
        // No frame comes, as in a window behind others: what waits for one runs late, by a clock.
        Runnable comesAgain = browser.before("window.requestAnimationFrame = () => 0");
        try {
            browser.open(guarded.console().orElseThrow().toString());
            browser.wait(".gate input");
        } finally {
            comesAgain.run();
        }
    }

    @Test
    void answersOnlyWhoCallsItByANameOfTheLoopbackInterface() throws IOException {
        assertThat(status("Host: evil.example", "/api/look")).isEqualTo(403);
        assertThat(status("Host: evil.example", "/")).isEqualTo(403);
        assertThat(status("Host: localhost:" + url.getPort(), "/api/look")).isEqualTo(200);
        assertThat(status("Host: 127.0.0.1", "/api/records?kind=response&before=x"))
                .isEqualTo(400);
        assertThat(status("Host: 127.0.0.1", "/../../etc/passwd")).isGreaterThanOrEqualTo(400);
    }

    private static int status(String header, String path) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return Integer.parseInt(first.split(" ", 3)[1]);
        }
    }

    @Test
    void isNotServedBeyondLoopbackWithoutTokenAndTls() {
        assertThatThrownBy(() -> Watching.start(settings("0.0.0.0", Optional.empty()), Map.of(), watched))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("console.address 0.0.0.0")
                .hasMessageContaining(ConsoleSection.TOKEN);
        assertThatThrownBy(() -> Watching.start(
                        settings("0.0.0.0", Optional.empty()), Map.of(ConsoleSection.TOKEN, TOKEN), watched))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("console.keystore");
        assertThatThrownBy(() -> Watching.start(
                        settings("127.0.0.1", Optional.of(KeyStoreFile.in(data))),
                        Map.of(ConsoleSection.KEYSTORE_PASSWORD, "wrong"),
                        watched))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("console.keystore")
                .hasMessageNotContaining("wrong");
    }
}
