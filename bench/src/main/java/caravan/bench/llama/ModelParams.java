package caravan.bench.llama;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import org.jspecify.annotations.Nullable;

/** {@code struct llama_model_params} of release 0.5.0, field by field. */
@FieldOrder({
    "devices",
    "bufferOverrides",
    "gpuLayers",
    "splitMode",
    "loadMode",
    "lazyMode",
    "mainGpu",
    "tensorSplit",
    "progress",
    "progressData",
    "overrides",
    "vocabularyOnly",
    "checkTensors",
    "useExtraBuffers",
    "noHost",
    "noAllocation",
    "loadMtp"
})
public class ModelParams extends Structure {
    public @Nullable Pointer devices;
    public @Nullable Pointer bufferOverrides;
    public int gpuLayers;
    public int splitMode;
    public int loadMode;
    public int lazyMode;
    public int mainGpu;
    public @Nullable Pointer tensorSplit;
    public @Nullable Pointer progress;
    public @Nullable Pointer progressData;
    public @Nullable Pointer overrides;
    public byte vocabularyOnly;
    public byte checkTensors;
    public byte useExtraBuffers;
    public byte noHost;
    public byte noAllocation;
    public byte loadMtp;

    /** Passed and returned whole. */
    public static final class ByValue extends ModelParams implements Structure.ByValue {}
}
