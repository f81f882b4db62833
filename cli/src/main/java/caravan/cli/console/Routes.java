package caravan.cli.console;

import caravan.cli.host.Cluster;
import caravan.cli.trace.Telling;
import caravan.cli.trace.Told;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UnsupportedMediaTypeResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers: pages to everybody, data to whom the door lets in. */
record Routes(
        Pages pages,
        Door door,
        Cluster cluster,
        Sampler sampler,
        Sightings sightings,
        History history,
        Onlookers onlookers,
        Optional<Asker> asker) {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODY_CHARS_MAX = 64 << 10;
    private static final int ID_CHARS_MAX = 200;

    void add(RoutesConfig routes) {
        routes.before(this::guard);
        pages.paths().forEach(path -> routes.get(path, pages::answer));
        routes.post("/api/session", this::openSession);
        routes.get("/api/look", context -> json(context, sampler.latest()));
        routes.sse("/api/looks", client -> onlookers.add(client, sampler.latest()));
        routes.get("/api/history", context -> write(context, history.read("day".equals(context.queryParam("span")))));
        routes.get("/api/records", context -> write(context, sightings.find(query(context))));
        routes.get("/api/lineage", this::lineage);
        routes.get("/api/models", context -> write(context, sightings.models()));
        routes.get("/api/pairs", context -> write(context, sightings.pairs()));
        routes.get("/api/training", context -> write(context, sightings.trainings(text(context, "dataset"))));
        routes.post("/api/ask", this::ask);
        routes.exception(HttpResponseException.class, (e, context) -> fail(context, e.getStatus(), e.getMessage()));
        routes.exception(IllegalArgumentException.class, (e, context) -> fail(context, 400, e.getMessage()));
        routes.exception(Exception.class, (e, context) -> {
            // Not its message: it may hold what a person or a model wrote.
            LOG.error(
                    "{} {}: {}", context.method(), context.path(), e.getClass().getName());
            LOG.debug("in full", e);
            fail(context, 500, "unexpected: " + e.getClass().getName());
        });
    }

    private void guard(Context context) {
        context.header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self' 'sha256-" + pages.importMapHash()
                        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        if (context.path().startsWith("/api/") && !context.path().equals("/api/session")) {
            context.header("Cache-Control", "no-store");
            door.require(context);
        } else {
            door.requireName(context);
        }
    }

    private void openSession(Context context) {
        door.open(context, body(context).path("token").asText(""));
        write(context, Map.of("open", true));
    }

    private void lineage(Context context) {
        String id = Optional.ofNullable(context.queryParam("id")).orElse("").strip();
        if (id.isEmpty() || id.length() > ID_CHARS_MAX) {
            throw new BadRequestResponse("id must have 1 to " + ID_CHARS_MAX + " characters");
        }
        List<Told> told;
        // All topics are read for it: one at a time is enough for people.
        synchronized (pages) {
            told = Telling.of(cluster, id);
        }
        if (told.isEmpty()) {
            throw new NotFoundResponse("no record has an id that begins with it");
        }
        write(context, told);
    }

    private void ask(Context context) {
        Asker mayAsk = asker.orElseThrow(() -> new ForbiddenResponse(
                "this console only reads; console.ask=true lets its pages ask the models of a caravan at work"));
        write(context, mayAsk.ask(body(context)));
    }

    private static Shelf.Query query(Context context) {
        String before = text(context, "before");
        if (!before.matches("[0-9]{0,18}")) {
            throw new BadRequestResponse("before must be a number");
        }
        return new Shelf.Query(
                text(context, "kind"),
                text(context, "text"),
                text(context, "step"),
                text(context, "reason"),
                text(context, "model"),
                before.isEmpty() ? 0 : Long.parseLong(before));
    }

    private static String text(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).orElse("").strip();
    }

    private static JsonNode body(Context context) {
        // A form on some other page cannot send this type without asking first.
        if (!Optional.ofNullable(context.contentType()).orElse("").startsWith("application/json")) {
            throw new UnsupportedMediaTypeResponse("Content-Type must be application/json");
        }
        String body = context.body();
        if (body.length() > BODY_CHARS_MAX) {
            throw new BadRequestResponse("the body must have at most " + BODY_CHARS_MAX + " characters");
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BadRequestResponse("the body is not JSON");
        }
    }

    private static void fail(Context context, int status, @Nullable String message) {
        context.status(status);
        write(context, Map.of("error", Optional.ofNullable(message).orElse("")));
    }

    private static void write(Context context, Object value) {
        try {
            json(context, JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is written are maps, lists and records", e);
        }
    }

    private static void json(Context context, String text) {
        context.contentType("application/json");
        context.result(text);
    }
}
