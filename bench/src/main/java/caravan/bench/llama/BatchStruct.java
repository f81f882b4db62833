package caravan.bench.llama;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import org.jspecify.annotations.Nullable;

/** {@code struct llama_batch} of release 0.5.0, field by field. */
@FieldOrder({"size", "tokens", "embeddings", "positions", "sequenceCounts", "sequences", "outputs"})
public class BatchStruct extends Structure {
    public int size;
    public @Nullable Pointer tokens;
    public @Nullable Pointer embeddings;
    public @Nullable Pointer positions;
    public @Nullable Pointer sequenceCounts;
    public @Nullable Pointer sequences;
    public @Nullable Pointer outputs;

    /** Passed whole. */
    public static final class ByValue extends BatchStruct implements Structure.ByValue {}
}
