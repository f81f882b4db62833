package caravan.bench.llama;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import org.jspecify.annotations.Nullable;

/** {@code struct llama_context_params} of release 0.5.0, field by field. */
@FieldOrder({
    "contextTokens",
    "batchTokens",
    "microBatchTokens",
    "sequencesMax",
    "snapshots",
    "outputsMax",
    "outputsMaxPerSequence",
    "threads",
    "threadsBatch",
    "contextType",
    "ropeScaling",
    "pooling",
    "attention",
    "flashAttention",
    "ropeBase",
    "ropeScale",
    "yarnExtension",
    "yarnAttention",
    "yarnBetaFast",
    "yarnBetaSlow",
    "yarnContext",
    "defragmentAt",
    "evaluated",
    "evaluatedData",
    "keyType",
    "valueType",
    "abort",
    "abortData",
    "embeddings",
    "offloadKeyValues",
    "noPerformance",
    "offloadOperations",
    "slidingWindowFull",
    "unified",
    "samplers",
    "samplerCount",
    "other"
})
public class ContextParams extends Structure {
    public int contextTokens;
    public int batchTokens;
    public int microBatchTokens;
    public int sequencesMax;
    public int snapshots;
    public int outputsMax;
    public int outputsMaxPerSequence;
    public int threads;
    public int threadsBatch;
    public int contextType;
    public int ropeScaling;
    public int pooling;
    public int attention;
    public int flashAttention;
    public float ropeBase;
    public float ropeScale;
    public float yarnExtension;
    public float yarnAttention;
    public float yarnBetaFast;
    public float yarnBetaSlow;
    public int yarnContext;
    public float defragmentAt;
    public @Nullable Pointer evaluated;
    public @Nullable Pointer evaluatedData;
    public int keyType;
    public int valueType;
    public @Nullable Pointer abort;
    public @Nullable Pointer abortData;
    public byte embeddings;
    public byte offloadKeyValues;
    public byte noPerformance;
    public byte offloadOperations;
    public byte slidingWindowFull;
    public byte unified;
    public @Nullable Pointer samplers;
    public long samplerCount;
    public @Nullable Pointer other;

    /** Passed and returned whole. */
    public static final class ByValue extends ContextParams implements Structure.ByValue {}
}
