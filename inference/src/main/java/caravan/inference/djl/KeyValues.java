package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;

/** Keys and values of some slots, each of the same length: for each layer two arrays (slots, G, length, h). */
final class KeyValues implements AutoCloseable {
    /** Attention sees this many tokens or a multiple: a new length for each step would be half as fast again. */
    private static final int GRAIN = 64;

    private final DecoderScript script;
    private final DecoderConfig config;
    private final NDArray like;
    private final IValue keys;
    private final IValue values;
    private final int slots;
    private final int length;

    private KeyValues(
            DecoderScript script,
            DecoderConfig config,
            NDArray like,
            IValue keys,
            IValue values,
            int slots,
            int length) {
        this.script = script;
        this.config = config;
        this.like = like;
        this.keys = keys;
        this.values = values;
        this.slots = slots;
        this.length = length;
    }

    static KeyValues allocate(DecoderScript script, DecoderConfig config, NDArray like, int slots, int length) {
        return new KeyValues(
                script,
                config,
                like,
                caches(script, config, like, slots, length),
                caches(script, config, like, slots, length),
                slots,
                length);
    }

    /** The least multiple of the grain that holds so many tokens. */
    static int rounded(long tokens) {
        return Math.toIntExact((tokens + GRAIN - 1) / GRAIN * GRAIN);
    }

    int slots() {
        return slots;
    }

    int length() {
        return length;
    }

    IValue keys() {
        return keys;
    }

    IValue values() {
        return values;
    }

    /** How far attention looks so that the first so many tokens are seen. */
    int visible(long tokens) {
        return Math.min(rounded(tokens), length);
    }

    /** Larger ones with the same content; these are closed. */
    KeyValues grow(int moreSlots, int moreLength) {
        KeyValues larger = allocate(script, config, like, moreSlots, moreLength);
        copy(keys, larger.keys);
        copy(values, larger.values);
        close();
        return larger;
    }

    /** Moves a slot's first tokens into another slot. */
    void move(int source, int target, int tokens) {
        for (IValue caches : new IValue[] {keys, values}) {
            try (var arguments =
                    new Arguments().lend(caches).add(source).add(target).add(tokens)) {
                script.run("move", arguments.values()).close();
            }
        }
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }

    private void copy(IValue source, IValue target) {
        try (var arguments = new Arguments().lend(source).lend(target)) {
            script.run("copy", arguments.values()).close();
        }
    }

    private static IValue caches(DecoderScript script, DecoderConfig config, NDArray like, int slots, int length) {
        try (var arguments =
                new Arguments().add(like).add(slots).add(config.keyValueHeads()).add(length)) {
            return script.run("allocate", arguments.values());
        }
    }
}
