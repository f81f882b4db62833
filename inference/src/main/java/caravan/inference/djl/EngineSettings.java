package caravan.inference.djl;

import java.util.Optional;

/**
 * How the engine serves.
 *
 * @param dtype of weights, products and caches; empty for bfloat16 where it pays (CUDA, AMX, AMD's avx512_bf16), else
 *     float32
 * @param device {@code auto}, {@code cpu}, or {@code cuda:N}; auto takes the first CUDA device that libtorch finds. The
 *     CUDA path is compiled but was never run
 * @param threads of the native library, at least 1. On cores that others share, one fewer is often faster
 * @param sequencesMax calls in the batch at once; further ones wait
 * @param prefixesMax prefixes whose keys and values are kept, the least recently used goes first
 */
public record EngineSettings(Optional<Dtype> dtype, String device, int threads, int sequencesMax, int prefixesMax) {
    /** Best dtype and device, all cores, 32 sequences, 8 prefixes. */
    public static final EngineSettings DEFAULTS =
            new EngineSettings(Optional.empty(), "auto", Runtime.getRuntime().availableProcessors(), 32, 8);

    public EngineSettings {
        if (!device.matches("auto|cpu|cuda:[0-9]+")) {
            throw new IllegalArgumentException("device must be auto, cpu or cuda:N, was " + device);
        }
        requirePositive("threads", threads);
        requirePositive("sequencesMax", sequencesMax);
        requirePositive("prefixesMax", prefixesMax);
    }

    /** The same with that dtype. */
    public EngineSettings withDtype(Dtype other) {
        return new EngineSettings(Optional.of(other), device, threads, sequencesMax, prefixesMax);
    }

    /** The same on another number of threads. */
    public EngineSettings withThreads(int other) {
        return new EngineSettings(dtype, device, other, sequencesMax, prefixesMax);
    }

    /** The same with another size of the batch. */
    public EngineSettings withSequencesMax(int other) {
        return new EngineSettings(dtype, device, threads, other, prefixesMax);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
