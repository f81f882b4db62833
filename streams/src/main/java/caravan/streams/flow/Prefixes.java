package caravan.streams.flow;

import caravan.schemas.ContentHash;
import caravan.schemas.Prefix;

/** Prefixes by their content: a request names the hash, and the text travels once. */
public final class Prefixes {
    private Prefixes() {}

    /** The name of a prefix text. */
    public static String hash(String text) {
        return ContentHash.of("prefix", text);
    }

    /** The record that carries a prefix text. */
    public static Prefix of(String step, String principles, String text) {
        return new Prefix(hash(text), step, principles, text);
    }
}
