package caravan.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON requests to a registry, and the one place where they are tried again: on a lost connection, a timeout, 408, 429
 * and 5xx, at the next address, after a pause that doubles from 100 ms up to 5 s, with jitter.
 */
final class RegistryRequests {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryRequests.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    /** The last two are not tried again here, but later may help: no value is to blame for a missing right. */
    private static final Set<Integer> RETRIABLE_STATUSES = Set.of(408, 429, 401, 403);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistrySettings settings;
    private final HttpClient http;

    RegistryRequests(RegistrySettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build();
    }

    /**
     * The answer to a request.
     *
     * @param path what follows the registry's address, with its first slash
     * @throws SchemaRegistryException if it refuses, or no attempt reached it
     */
    JsonNode send(String method, String path, Optional<JsonNode> body) {
        for (int attempt = 1; ; attempt++) {
            URI base = settings.urls().get((attempt - 1) % settings.urls().size());
            try {
                return sendOnce(method, base, path, body);
            } catch (SchemaRegistryException e) {
                if (!e.isRetriable() || e.isForbidden() || attempt >= settings.attempts()) {
                    throw e;
                }
                LOG.info("attempt {} of {}: {}", attempt, settings.attempts(), e.getMessage());
                pause(attempt);
            }
        }
    }

    private JsonNode sendOnce(String method, URI base, String path, Optional<JsonNode> body) {
        URI url = URI.create(base.toString().replaceAll("/+$", "") + path);
        String what = "schema registry: " + method + " " + url;
        BodyPublisher publisher =
                body.map(json -> BodyPublishers.ofString(json.toString())).orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(settings.timeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(method, publisher);
        settings.authorization().ifPresent(value -> request.header("Authorization", value));
        try {
            return read(what, http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new SchemaRegistryException(what + ": " + e, true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException(what + ": interrupted", true, e);
        }
    }

    private static JsonNode read(String what, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return parse(what, response.body());
        }
        boolean retriable = status / 100 == 5 || RETRIABLE_STATUSES.contains(status);
        JsonNode error = tryParse(response.body());
        int code = error.path("error_code").asInt(status);
        String message = error.path("message").asText(response.body().strip());
        throw new SchemaRegistryException(what + ": " + code + " " + message, retriable, code);
    }

    private static JsonNode parse(String what, String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new SchemaRegistryException(what + ": the answer is not JSON: " + e.getOriginalMessage(), false, e);
        }
    }

    /** Proxies answer errors in HTML. */
    private static JsonNode tryParse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static void pause(int attempt) {
        Duration most = Duration.ofMillis(Math.min(5_000, 100L << Math.min(attempt - 1, 16)));
        try {
            Thread.sleep(most.toMillis() / 2 + ThreadLocalRandom.current().nextLong(most.toMillis() / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException("schema registry: interrupted between attempts", true, e);
        }
    }
}
