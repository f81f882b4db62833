package caravan.bench.llama;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/** The tokens of one native call, up to a fixed number; filled anew for each. */
final class LlamaBatch {
    private final BatchStruct.ByValue struct = new BatchStruct.ByValue();
    private final int capacity;
    private final Memory tokens;
    private final Memory positions;
    private final Memory owners;
    private final Memory outputs;

    LlamaBatch(int capacity) {
        this.capacity = capacity;
        this.tokens = new Memory(4L * capacity);
        this.positions = new Memory(4L * capacity);
        this.owners = new Memory(4L * capacity);
        this.outputs = new Memory(capacity);
        var counts = new Memory(4L * capacity);
        var sequences = new Memory((long) Native.POINTER_SIZE * capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setInt(4L * i, 1);
            sequences.setPointer((long) Native.POINTER_SIZE * i, owners.share(4L * i));
        }
        struct.tokens = tokens;
        struct.positions = positions;
        struct.sequenceCounts = counts;
        struct.sequences = sequences;
        struct.outputs = outputs;
    }

    void clear() {
        struct.size = 0;
    }

    int size() {
        return struct.size;
    }

    /** Adds a token; {@code wanted} asks for the logits of what follows it. */
    void add(int token, int position, int sequence, boolean wanted) {
        if (struct.size == capacity) {
            throw new IllegalStateException("a batch holds at most " + capacity + " tokens");
        }
        int i = struct.size++;
        tokens.setInt(4L * i, token);
        positions.setInt(4L * i, position);
        owners.setInt(4L * i, sequence);
        outputs.setByte(i, (byte) (wanted ? 1 : 0));
    }

    BatchStruct.ByValue struct() {
        return struct;
    }
}
