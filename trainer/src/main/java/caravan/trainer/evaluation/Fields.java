package caravan.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what an object of a suite file holds; a complaint says the key, the rule and the value. */
final class Fields {
    private Fields() {}

    /** An unknown key is an error, since a misspelt one would weaken an item unseen. */
    static void onlyKeys(JsonNode node, String what, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " must be an object, was " + node);
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(what + " has no key " + key);
            }
        });
    }

    static String text(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException(key + " must be a string, was " + shown(node, key));
        }
        return node.path(key).textValue();
    }

    static String textOr(JsonNode node, String key, String otherwise) {
        return node.has(key) ? text(node, key) : otherwise;
    }

    static int number(JsonNode node, String key) {
        if (!node.path(key).canConvertToInt() || !node.path(key).isIntegralNumber()) {
            throw new IllegalArgumentException(key + " must be a whole number, was " + shown(node, key));
        }
        return node.path(key).intValue();
    }

    static JsonNode list(JsonNode node, String key) {
        if (!node.path(key).isArray()) {
            throw new IllegalArgumentException(key + " must be a list, was " + shown(node, key));
        }
        return node.path(key);
    }

    static List<String> texts(JsonNode node, String key) {
        var texts = new ArrayList<String>();
        for (var text : list(node, key)) {
            if (!text.isTextual()) {
                throw new IllegalArgumentException(key + " must be strings, was " + text);
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static String shown(JsonNode node, String key) {
        return node.has(key) ? node.path(key).toString() : "absent";
    }
}
