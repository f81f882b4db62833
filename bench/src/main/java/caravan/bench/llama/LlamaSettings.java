package caravan.bench.llama;

/**
 * What a user of llama.cpp can turn to make it faster.
 *
 * @param microBatchTokens the most tokens computed together ({@code n_ubatch})
 * @param flash flash attention on or off
 * @param unified one key-value buffer for all sequences, in which a copied prefix is shared, or one for each
 * @param cacheType number format of keys and values
 */
public record LlamaSettings(int microBatchTokens, boolean flash, boolean unified, CacheType cacheType) {
    /** ggml's numbers of the formats. */
    public enum CacheType {
        /** 32 bits. */
        F32(0),
        /** IEEE's 16 bits, the default. */
        F16(1),
        /** bfloat16. */
        BF16(30);

        final int code;

        CacheType(int code) {
            this.code = code;
        }
    }

    /** The same with so many tokens computed together. */
    public LlamaSettings withMicroBatchTokens(int other) {
        return new LlamaSettings(other, flash, unified, cacheType);
    }

    @Override
    public String toString() {
        return "ubatch=%d flash=%s unified=%s kv=%s"
                .formatted(microBatchTokens, flash ? "on" : "off", unified ? "yes" : "no", cacheType);
    }
}
