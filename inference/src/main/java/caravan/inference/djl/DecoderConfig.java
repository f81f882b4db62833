package caravan.inference.djl;

import java.util.List;
import java.util.OptionalInt;

/**
 * The shape of a decoder, as {@code config.json} says it.
 *
 * @param family which architecture it is ({@code architectures})
 * @param vocabulary tokens it knows ({@code vocab_size})
 * @param width of the residual stream ({@code hidden_size})
 * @param layers ({@code num_hidden_layers})
 * @param heads query heads ({@code num_attention_heads})
 * @param keyValueHeads heads of keys and values, a divisor of {@code heads} ({@code num_key_value_heads})
 * @param headWidth of one head, even ({@code head_dim})
 * @param feedForward inner width of the feed-forward ({@code intermediate_size})
 * @param contextTokensMax ({@code max_position_embeddings}, or a sliding window that is shorter)
 * @param rotary the rotary embedding ({@code rope_theta}, {@code rope_scaling})
 * @param epsilon of the root mean square norm ({@code rms_norm_eps})
 * @param tied whether the head is the embedding ({@code tie_word_embeddings})
 * @param bosToken put before every text where the tokenizer says so ({@code bos_token_id})
 * @param eosTokens that end a text ({@code eos_token_id})
 */
public record DecoderConfig(
        Family family,
        int vocabulary,
        int width,
        int layers,
        int heads,
        int keyValueHeads,
        int headWidth,
        int feedForward,
        int contextTokensMax,
        Rotary rotary,
        double epsilon,
        boolean tied,
        OptionalInt bosToken,
        List<Integer> eosTokens) {
    public DecoderConfig {
        requirePositive("vocab_size", vocabulary);
        requirePositive("hidden_size", width);
        requirePositive("num_hidden_layers", layers);
        requirePositive("num_attention_heads", heads);
        requirePositive("num_key_value_heads", keyValueHeads);
        requirePositive("head_dim", headWidth);
        requirePositive("intermediate_size", feedForward);
        requirePositive("max_position_embeddings", contextTokensMax);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "num_key_value_heads must divide num_attention_heads, was " + keyValueHeads + " of " + heads);
        }
        if (headWidth % 2 != 0) {
            throw new IllegalArgumentException("head_dim must be even, was " + headWidth);
        }
        eosTokens = List.copyOf(eosTokens);
    }

    /** One of Llama's family whose rotary embedding is plain. */
    public DecoderConfig(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int keyValueHeads,
            int headWidth,
            int feedForward,
            int contextTokensMax,
            double ropeTheta,
            double epsilon,
            boolean tied,
            OptionalInt bosToken,
            List<Integer> eosTokens) {
        this(
                Family.LLAMA,
                vocabulary,
                width,
                layers,
                heads,
                keyValueHeads,
                headWidth,
                feedForward,
                contextTokensMax,
                Rotary.plain(ropeTheta),
                epsilon,
                tied,
                bosToken,
                eosTokens);
    }

    /** Number of weights, counting a tied head once. */
    public long parameters() {
        return WeightLayout.of(this).stream()
                .mapToLong(weight -> weight.shape().size())
                .sum();
    }

    /** Bytes that the keys and values of one token take in a cache of numbers of that size. */
    public long cacheBytesPerToken(int bytesPerNumber) {
        return 2L * layers * keyValueHeads * headWidth * bytesPerNumber;
    }

    private static void requirePositive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, was " + value);
        }
    }
}
