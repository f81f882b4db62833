package caravan.inference.djl;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * How the engine serves.
 *
 * @param dtype of weights, products and caches; empty for bfloat16 where it pays (CUDA, AMX, AMD's avx512_bf16), else
 *     float32
 * @param device {@code auto}, {@code cpu}, or {@code cuda:N}; several, such as {@code cuda:0,cuda:1}, are as many
 *     replicas that share the calls. Auto takes the first CUDA device that libtorch finds. The CUDA path is compiled
 *     but was never run
 * @param threads of the native library, at least 1. On cores that others share, one fewer is often faster
 * @param sequencesMax calls in the batch at once; further ones wait
 * @param prefixesMax prefixes whose keys and values are kept, the least recently used goes first
 * @param cacheBytesMax what keys and values of prefixes and calls may take together, of each replica; further calls
 *     wait
 */
public record EngineSettings(
        Optional<Dtype> dtype, String device, int threads, int sequencesMax, int prefixesMax, long cacheBytesMax) {
    /** Best dtype and device, all cores, 32 sequences, 8 prefixes, a quarter of the memory for keys and values. */
    public static final EngineSettings DEFAULTS =
            new EngineSettings(Optional.empty(), "auto", Runtime.getRuntime().availableProcessors(), 32, 8);

    public EngineSettings {
        if (!device.matches("auto|(cpu|cuda:[0-9]+)(,(cpu|cuda:[0-9]+))*")) {
            throw new IllegalArgumentException(
                    "device must be auto, cpu or cuda:N, or several of these divided by commas, was " + device);
        }
        requirePositive("threads", threads);
        requirePositive("sequencesMax", sequencesMax);
        requirePositive("prefixesMax", prefixesMax);
        requirePositive("cacheBytesMax", cacheBytesMax);
    }

    /** With a quarter of the memory for keys and values. */
    public EngineSettings(Optional<Dtype> dtype, String device, int threads, int sequencesMax, int prefixesMax) {
        this(dtype, device, threads, sequencesMax, prefixesMax, quarterOfTheMemory());
    }

    /** The same with that dtype. */
    public EngineSettings withDtype(Dtype other) {
        return new EngineSettings(Optional.of(other), device, threads, sequencesMax, prefixesMax, cacheBytesMax);
    }

    /** The same on another device, or several. */
    public EngineSettings withDevice(String other) {
        return new EngineSettings(dtype, other, threads, sequencesMax, prefixesMax, cacheBytesMax);
    }

    /** The same on another number of threads. */
    public EngineSettings withThreads(int other) {
        return new EngineSettings(dtype, device, other, sequencesMax, prefixesMax, cacheBytesMax);
    }

    /** The same with another size of the batch. */
    public EngineSettings withSequencesMax(int other) {
        return new EngineSettings(dtype, device, threads, other, prefixesMax, cacheBytesMax);
    }

    /** The same with another budget for keys and values. */
    public EngineSettings withCacheBytesMax(long other) {
        return new EngineSettings(dtype, device, threads, sequencesMax, prefixesMax, other);
    }

    /** One for each replica. */
    List<EngineSettings> replicas() {
        return List.of(device.split(",")).stream().map(this::withDevice).toList();
    }

    private static long quarterOfTheMemory() {
        // The bean is this one on every JVM that DJL's natives run on.
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() / 4
                : 4L << 30;
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
