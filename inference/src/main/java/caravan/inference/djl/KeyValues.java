package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;

/** Keys and values of some slots, each of the same length: one array (2, layers, slots, G, length, h). */
final class KeyValues implements AutoCloseable {
    /** Attention sees this many tokens or a multiple: a new length for each step would be half as fast again. */
    private static final int GRAIN = 64;

    private final DecoderScript script;
    private final NDArray like;
    private final NDArray array;
    private final int slots;
    private final int length;
    private final long bytesPerToken;

    private KeyValues(DecoderScript script, NDArray like, int slots, int length, long bytesPerToken) {
        this.script = script;
        this.like = like;
        this.slots = slots;
        this.length = length;
        this.bytesPerToken = bytesPerToken;
        try (var arguments = new Arguments().add(like).add(slots).add(length);
                IValue zeros = script.run("allocate", arguments.values())) {
            this.array = zeros.toTensor(script.manager());
        }
    }

    /**
     * Zeros.
     *
     * @param like an array on the device where they shall lie
     * @param bytesPerToken of all layers
     */
    static KeyValues allocate(DecoderScript script, NDArray like, int slots, int length, long bytesPerToken) {
        return new KeyValues(script, like, slots, length, bytesPerToken);
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

    long bytes() {
        return (long) slots * length * bytesPerToken;
    }

    NDArray array() {
        return array;
    }

    /** How far attention looks so that the first so many tokens are seen. */
    int visible(long tokens) {
        return Math.min(rounded(tokens), length);
    }

    /** Others of that size with the content of the first {@code slotsUsed} slots; these are closed. */
    KeyValues resized(int newSlots, int newLength, int slotsUsed) {
        KeyValues other = allocate(script, like, newSlots, newLength, bytesPerToken);
        try {
            if (slotsUsed > 0) {
                other.take(this, 0, slotsUsed, Math.min(length, newLength));
            }
        } catch (RuntimeException e) {
            other.close();
            throw e;
        }
        close();
        return other;
    }

    /** Copies the first tokens of another's first slots into the slots from {@code slot} on. */
    void take(KeyValues source, int slot, int count, int tokens) {
        try (var arguments = new Arguments()
                .add(source.array)
                .add(array)
                .add(slot)
                .add(count)
                .add(tokens)) {
            script.run("copy", arguments.values()).close();
        }
    }

    /** Moves a slot's first tokens into another slot. */
    void move(int source, int target, int tokens) {
        try (var arguments = new Arguments().add(array).add(source).add(target).add(tokens)) {
            script.run("move", arguments.values()).close();
        }
    }

    @Override
    public void close() {
        array.close();
    }
}
