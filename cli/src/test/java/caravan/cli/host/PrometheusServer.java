package caravan.cli.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Optional;

/** A real Prometheus, where one is installed, with the configuration that is shipped, pointed at one endpoint. */
record PrometheusServer(Process process, int port) implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Empty where there is no {@code prometheus} on the path. */
    static Optional<PrometheusServer> scraping(URI metrics, Path folder) throws IOException {
        Path shipped = Queries.INFRA.resolve("prometheus");
        String configuration = Files.readString(shipped.resolve("prometheus.yaml"))
                .replace("127.0.0.1:9404", metrics.getAuthority())
                .replace("scrape_interval: 5s", "scrape_interval: 1s");
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
        try {
            return Optional.of(new PrometheusServer(command.start(), port));
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    /** How many series a query gives now; 0 too while the server is still starting. */
    int series(String query) {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try {
            String body = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            JsonNode answer = new ObjectMapper().readTree(body);
            return answer.path("data").path("result").size();
        } catch (IOException starting) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
