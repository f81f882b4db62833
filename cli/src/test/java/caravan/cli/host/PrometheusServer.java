package caravan.cli.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real Prometheus with the configuration that is shipped, pointed at one endpoint. */
record PrometheusServer(Process process, int port) implements AutoCloseable {
    private static final String ASKED_FOR = "CARAVAN_PROMETHEUS";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Started on a free port. */
    static PrometheusServer scraping(URI metrics, Path folder) throws IOException {
        Path shipped = Queries.INFRA.resolve("prometheus");
        String configuration = Files.readString(shipped.resolve("prometheus.yaml"))
                .replace("127.0.0.1:9404", metrics.getAuthority())
                .replace("scrape_interval: 5s", "scrape_interval: 1s")
                .replace("evaluation_interval: 15s", "evaluation_interval: 2s");
        Path file = Files.writeString(folder.resolve("prometheus.yaml"), configuration);
        Files.copy(shipped.resolve("alerts.yaml"), folder.resolve("alerts.yaml"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ProcessBuilder command = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile());
        return new PrometheusServer(command.start(), port);
    }

    /**
     * Whether there is a {@code prometheus} on the path; throws where {@value #ASKED_FOR} says that there must be, so
     * that a build server cannot leave these tests out unseen.
     */
    static boolean isAtHand() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"))
                .anyMatch(Files::isExecutable);
        if (!found && "required".equals(System.getenv(ASKED_FOR))) {
            throw new AssertionError(ASKED_FOR + "=required, and no prometheus is on the path " + System.getenv("PATH")
                    + "; Debian and Ubuntu have it as a package: apt-get install prometheus");
        }
        return found;
    }

    /** What {@code promtool} says to the files that are shipped; fails if it does. */
    static String toolSays(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process tool = new ProcessBuilder(command)
                .directory(Queries.INFRA.resolve("prometheus").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new AssertionError(said);
        }
        return said;
    }

    /** How each alert's last evaluation went: ok, err, or unknown before the first. */
    List<String> ruleHealths() {
        List<String> healths = new ArrayList<>();
        get("/api/v1/rules").findValues("health").forEach(health -> healths.add(health.asText()));
        return healths.isEmpty() ? List.of("unknown") : healths;
    }

    /** How many series a query gives now; 0 too while the server is still starting. */
    int series(String query) {
        return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("data")
                .path("result")
                .size();
    }

    private JsonNode get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try {
            String body = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            return new ObjectMapper().readTree(body);
        } catch (IOException starting) {
            return MissingNode.getInstance();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
