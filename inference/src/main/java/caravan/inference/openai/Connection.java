package caravan.inference.openai;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Requests to one server. A redirect is not followed, for the key goes to nobody else. */
final class Connection {
    /** Far above any answer of text; what comes beyond it is no answer. */
    static final int BODY_BYTES_MAX = 16 << 20;

    private final HttpClient http;
    private final ApiKey key;

    Connection(ApiKey key, Duration connect) {
        this.key = key;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .build();
    }

    /** Cancelling what is given drops the connection. */
    CompletableFuture<HttpResponse<byte[]>> post(URI to, byte[] json) {
        return send(HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
    }

    /** Cancelling what is given drops the connection. */
    CompletableFuture<HttpResponse<byte[]>> get(URI from, Duration within) {
        return send(HttpRequest.newBuilder(from).timeout(within).GET());
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        key.authorization().ifPresent(value -> request.header("Authorization", value));
        request.header("Accept", "application/json");
        return http.sendAsync(request.build(), info -> new BoundedBody(BODY_BYTES_MAX));
    }
}
