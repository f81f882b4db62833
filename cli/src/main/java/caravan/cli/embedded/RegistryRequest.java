package caravan.cli.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the registry's API sees it.
 *
 * @param variables from the path, by name
 * @param query from behind the question mark
 * @param body JSON; a missing node if there was none
 */
record RegistryRequest(Map<String, String> variables, Map<String, String> query, JsonNode body) {
    String variable(String name) {
        return Optional.ofNullable(variables.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no variable " + name + " in the path"));
    }

    boolean isSet(String flag) {
        return "true".equals(query.get(flag));
    }

    /** The schema of the body. References are refused: every schema of the path is whole. */
    String schema() {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryError.invalidSchema("schemaType must be AVRO here, was " + type);
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryError.invalidSchema("references are not known here, " + body.path("references"));
        }
        if (!body.path("schema").isTextual()) {
            throw RegistryError.invalidSchema("the body needs a text \"schema\"");
        }
        return body.path("schema").asText();
    }
}
