package caravan.inference.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * A {@code tokenizer.json} under which the name of a special token is ordinary text, so that nobody can end, or begin,
 * a turn by writing its marker. What a post-processor puts around a text stays, for it goes by id.
 */
final class PlainTokenizerFile {
    /** Begins names that no text holds: a code point that Unicode keeps for a program's own use, and a drawn name. */
    private static final String UNHEARD_OF = "\uFDD0";

    private PlainTokenizerFile() {}

    /** The same file; a special token that only the file's list knows keeps its place there, so that ids stay. */
    static JsonNode of(JsonNode file) {
        ObjectNode plain = file.deepCopy();
        Set<String> vocabulary = vocabulary(file.path("model").path("vocab"));
        ArrayNode tokens = plain.putArray("added_tokens");
        for (JsonNode token : file.path("added_tokens")) {
            if (!isSpecial(token)) {
                tokens.add(token);
            } else if (!vocabulary.contains(content(token))) {
                ObjectNode renamed = token.deepCopy();
                tokens.add(renamed.put("content", UNHEARD_OF + UUID.randomUUID()));
            }
        }
        return plain;
    }

    static boolean isSpecial(JsonNode token) {
        return token.path("special").asBoolean();
    }

    static String content(JsonNode token) {
        return token.path("content").asText();
    }

    /** By name, or, of a Unigram model, as pairs of name and score. */
    private static Set<String> vocabulary(JsonNode vocabulary) {
        Set<String> names = new HashSet<>();
        vocabulary.fieldNames().forEachRemaining(names::add);
        StreamSupport.stream(vocabulary.spliterator(), false)
                .filter(JsonNode::isArray)
                .forEach(pair -> names.add(pair.path(0).asText()));
        return names;
    }
}
