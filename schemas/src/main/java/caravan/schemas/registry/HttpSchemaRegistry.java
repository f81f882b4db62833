package caravan.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A registry that speaks Confluent's REST API: Confluent's own, Apicurio's {@code /apis/ccompat/v7}, Redpanda's,
 * Karapace, or the embedded one. Thread-safe; keeps nothing, since serdes keep what they asked for.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {
    private final RegistrySettings settings;
    private final RegistryRequests requests;

    /** Connects with the first request. */
    public HttpSchemaRegistry(RegistrySettings settings) {
        this.settings = settings;
        this.requests = new RegistryRequests(settings);
    }

    @Override
    public int register(String subject, Schema schema) {
        String path = "/subjects/" + encoded(subject) + (settings.registers() ? "/versions" : "");
        JsonNode answer = requests.send("POST", path, Optional.of(body(schema)));
        if (!answer.path("id").canConvertToInt()) {
            throw new SchemaRegistryException("subject " + subject + ": the answer has no id: " + answer, false);
        }
        return answer.path("id").asInt();
    }

    @Override
    public Schema schemaById(int id) {
        JsonNode answer = requests.send("GET", "/schemas/ids/" + id, Optional.empty());
        try {
            return new Schema.Parser().parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new SchemaRegistryException("schema id " + id + " is not an Avro schema: " + answer, false, e);
        }
    }

    /** The level that a subject has of its own; empty if the registry's global one holds for it. */
    public Optional<Compatibility> compatibility(String subject) {
        try {
            JsonNode answer = requests.send("GET", "/config/" + encoded(subject), Optional.empty());
            return Optional.of(
                    Compatibility.valueOf(answer.path("compatibilityLevel").asText()));
        } catch (SchemaRegistryException e) {
            if (e.isUnknown()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Holds what is registered under a subject from now on to a level of its own. */
    public void setCompatibility(String subject, Compatibility level) {
        JsonNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level.name());
        requests.send("PUT", "/config/" + encoded(subject), Optional.of(body));
    }

    /** Whether the subject's level lets a schema follow those registered; anything may follow nothing. */
    public boolean isCompatible(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + encoded(subject) + "/versions/latest";
        try {
            return requests.send("POST", path, Optional.of(body(schema)))
                    .path("is_compatible")
                    .asBoolean();
        } catch (SchemaRegistryException e) {
            if (e.isUnknown()) {
                return true;
            }
            throw e;
        }
    }

    private static JsonNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
