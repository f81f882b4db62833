package caravan.cli.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;

/**
 * Where the registry's facts are kept, in the order they came to be. The last value of a key is the one that counts.
 */
interface SchemaLog {
    /** Tells every fact, oldest first. */
    void replay(BiConsumer<JsonNode, JsonNode> reader);

    /** Returns when the fact cannot be lost any more. */
    void append(JsonNode key, JsonNode value);
}
