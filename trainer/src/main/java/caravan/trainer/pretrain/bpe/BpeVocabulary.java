package caravan.trainer.pretrain.bpe;

import java.util.List;

/**
 * What a byte-pair encoding has learned.
 *
 * @param specials tokens that are never made by merging; they take the first ids
 * @param tokens the other tokens in byte-level spelling, in id order after the specials: 256 bytes, then one per merge
 * @param merges pairs in the order in which they apply
 */
public record BpeVocabulary(List<String> specials, List<String> tokens, List<Merge> merges) {
    public BpeVocabulary {
        specials = List.copyOf(specials);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /** How many ids there are. */
    public int size() {
        return specials.size() + tokens.size();
    }

    /** Two neighbouring tokens that become one. */
    public record Merge(String left, String right) {}
}
