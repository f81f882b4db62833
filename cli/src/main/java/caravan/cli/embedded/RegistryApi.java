package caravan.cli.embedded;

import caravan.schemas.registry.Compatibility;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Confluent's REST API over a {@link SchemaStore}, as far as serdes, tools and people use it for Avro: its paths, JSON
 * and error codes. Deleting is soft only, since a topic that is kept would lose the schema of its records.
 */
final class RegistryApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LATEST = "latest";

    private final SchemaStore store;
    private final List<Route> routes;

    RegistryApi(SchemaStore store) {
        this.store = store;
        this.routes = List.of(
                Route.of("GET", "/", request -> JSON.objectNode()),
                Route.of("GET", "/schemas/types", request -> JSON.arrayNode().add("AVRO")),
                Route.of("GET", "/schemas/ids/{id}", this::schema),
                Route.of("GET", "/schemas/ids/{id}/schema", this::rawSchemaOfId),
                Route.of("GET", "/schemas/ids/{id}/subjects", this::subjectsOfId),
                Route.of("GET", "/schemas/ids/{id}/versions", this::versionsOfId),
                Route.of("GET", "/subjects", this::subjects),
                Route.of("POST", "/subjects/{subject}", this::find),
                Route.of("DELETE", "/subjects/{subject}", this::deleteSubject),
                Route.of("GET", "/subjects/{subject}/versions", this::versions),
                Route.of("POST", "/subjects/{subject}/versions", this::register),
                Route.of("GET", "/subjects/{subject}/versions/{version}", this::version),
                Route.of("DELETE", "/subjects/{subject}/versions/{version}", this::deleteVersion),
                Route.of("GET", "/subjects/{subject}/versions/{version}/schema", this::rawSchemaOfVersion),
                Route.of("POST", "/compatibility/subjects/{subject}/versions", this::compatibilityWithAll),
                Route.of("POST", "/compatibility/subjects/{subject}/versions/{version}", this::compatibilityWithOne),
                Route.of("GET", "/config", request -> level(store.globalLevel())),
                Route.of("PUT", "/config", this::setGlobalLevel),
                Route.of("GET", "/config/{subject}", this::levelOfSubject),
                Route.of("PUT", "/config/{subject}", this::setLevel),
                Route.of("DELETE", "/config/{subject}", this::deleteLevel),
                Route.of("GET", "/mode", request -> JSON.objectNode().put("mode", "READWRITE")),
                Route.of("GET", "/mode/{subject}", request -> JSON.objectNode().put("mode", "READWRITE")));
    }

    List<Route> routes() {
        return routes;
    }

    private JsonNode schema(RegistryRequest request) {
        return JSON.objectNode().put("schema", store.textById(id(request)));
    }

    private JsonNode rawSchemaOfId(RegistryRequest request) {
        return JSON.rawValueNode(new RawValue(store.textById(id(request))));
    }

    private JsonNode subjectsOfId(RegistryRequest request) {
        return strings(store.versionsOf(id(request)).stream()
                .map(SchemaVersion::subject)
                .distinct()
                .toList());
    }

    private JsonNode versionsOfId(RegistryRequest request) {
        ArrayNode answer = JSON.arrayNode();
        store.versionsOf(id(request))
                .forEach(version ->
                        answer.addObject().put("subject", version.subject()).put("version", version.version()));
        return answer;
    }

    private JsonNode subjects(RegistryRequest request) {
        String prefix = request.query().getOrDefault("subjectPrefix", "");
        return strings(store.subjects(request.isSet("deleted")).stream()
                .filter(subject -> subject.startsWith(prefix))
                .toList());
    }

    private JsonNode find(RegistryRequest request) {
        return whole(store.find(request.variable("subject"), request.schema(), request.isSet("deleted")));
    }

    private JsonNode versions(RegistryRequest request) {
        return numbers(known(request));
    }

    private JsonNode register(RegistryRequest request) {
        return JSON.objectNode().put("id", store.register(request.variable("subject"), request.schema()));
    }

    private JsonNode version(RegistryRequest request) {
        return whole(pick(known(request), request.variable("version")));
    }

    private JsonNode rawSchemaOfVersion(RegistryRequest request) {
        return JSON.rawValueNode(
                new RawValue(pick(known(request), request.variable("version")).text()));
    }

    private JsonNode deleteSubject(RegistryRequest request) {
        refusePermanent(request);
        List<SchemaVersion> versions = known(request);
        store.delete(versions);
        return numbers(versions);
    }

    private JsonNode deleteVersion(RegistryRequest request) {
        refusePermanent(request);
        SchemaVersion version = pick(known(request), request.variable("version"));
        store.delete(List.of(version));
        return JSON.numberNode(version.version());
    }

    private JsonNode compatibilityWithAll(RegistryRequest request) {
        return compatibility(request, store.versions(request.variable("subject"), false));
    }

    private JsonNode compatibilityWithOne(RegistryRequest request) {
        List<SchemaVersion> versions = store.versions(request.variable("subject"), false);
        String version = request.variable("version");
        if (versions.isEmpty() && version.equals(LATEST)) {
            return compatibility(request, versions);
        }
        return compatibility(request, List.of(pick(versions, version)));
    }

    private JsonNode compatibility(RegistryRequest request, List<SchemaVersion> against) {
        List<String> problems = store.problems(request.variable("subject"), request.schema(), against);
        ObjectNode answer = JSON.objectNode().put("is_compatible", problems.isEmpty());
        if (request.isSet("verbose")) {
            answer.set("messages", strings(problems));
        }
        return answer;
    }

    private JsonNode setGlobalLevel(RegistryRequest request) {
        Compatibility level = wanted(request);
        store.setGlobalLevel(level);
        return JSON.objectNode().put("compatibility", level.name());
    }

    private JsonNode levelOfSubject(RegistryRequest request) {
        Optional<Compatibility> own = store.levelOf(request.variable("subject"));
        if (own.isEmpty() && request.isSet("defaultToGlobal")) {
            return level(store.globalLevel());
        }
        return level(own.orElseThrow(() -> noLevel(request)));
    }

    private JsonNode setLevel(RegistryRequest request) {
        Compatibility level = wanted(request);
        store.setLevel(request.variable("subject"), Optional.of(level));
        return JSON.objectNode().put("compatibility", level.name());
    }

    private JsonNode deleteLevel(RegistryRequest request) {
        Compatibility before = store.levelOf(request.variable("subject")).orElseThrow(() -> noLevel(request));
        store.setLevel(request.variable("subject"), Optional.empty());
        return level(before);
    }

    private List<SchemaVersion> known(RegistryRequest request) {
        String subject = request.variable("subject");
        List<SchemaVersion> versions = store.versions(subject, request.isSet("deleted"));
        if (versions.isEmpty()) {
            throw RegistryError.subjectNotFound(subject);
        }
        return versions;
    }

    private static SchemaVersion pick(List<SchemaVersion> versions, String wanted) {
        if (wanted.equals(LATEST) || wanted.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        int number = number(wanted).filter(value -> value > 0).orElseThrow(() -> RegistryError.invalidVersion(wanted));
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryError.versionNotFound(number));
    }

    private static int id(RegistryRequest request) {
        return number(request.variable("id")).orElseThrow(RegistryError::schemaNotFound);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Compatibility wanted(RegistryRequest request) {
        String name = request.body().path("compatibility").asText().toUpperCase(Locale.ROOT);
        return Arrays.stream(Compatibility.values())
                .filter(level -> level.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RegistryError(
                        42203,
                        "Invalid compatibility level '" + name + "'. Valid values are "
                                + Arrays.toString(Compatibility.values())));
    }

    private static void refusePermanent(RegistryRequest request) {
        if (request.isSet("permanent")) {
            throw new RegistryError(
                    42205, "Deleting for good is not offered here: records that are kept need their schema");
        }
    }

    private static RegistryError noLevel(RegistryRequest request) {
        return new RegistryError(
                40408,
                "Subject '" + request.variable("subject") + "' does not have subject-level compatibility configured");
    }

    private static JsonNode whole(SchemaVersion version) {
        return JSON.objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.text());
    }

    private static JsonNode level(Compatibility level) {
        return JSON.objectNode().put("compatibilityLevel", level.name());
    }

    private static JsonNode strings(Collection<String> texts) {
        ArrayNode answer = JSON.arrayNode();
        texts.forEach(answer::add);
        return answer;
    }

    private static JsonNode numbers(Collection<SchemaVersion> versions) {
        ArrayNode answer = JSON.arrayNode();
        versions.forEach(version -> answer.add(version.version()));
        return answer;
    }
}
