package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Turns {@code auto} of the settings into what this machine has. */
final class Hardware {
    private Hardware() {}

    /** A device by its name in the settings: auto, cpu, or cuda:N. */
    static Device device(String name) {
        Engine engine = NativeLibrary.load();
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        if (name.equals("auto")) {
            return engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
        }
        int index = Integer.parseInt(name.substring("cuda:".length()));
        if (index >= engine.getGpuCount()) {
            throw new IllegalArgumentException(
                    "device is " + name + ", but libtorch finds " + engine.getGpuCount() + " CUDA devices");
        }
        return Device.gpu(index);
    }

    static Dtype dtype(EngineSettings settings, Device device) {
        return settings.dtype().orElseGet(() -> compute(device));
    }

    /** In what products are computed, where nobody says it. */
    static Dtype compute(Device device) {
        return device.isGpu() || bfloat16Pays() ? Dtype.BFLOAT16 : Dtype.FLOAT32;
    }

    /** Whether oneDNN packs weights here. libtorch refuses to pack bfloat16 without these instructions. */
    static boolean packs(Dtype compute, Device device) {
        if (device.isGpu() || !System.getProperty("os.arch").equals("amd64")) {
            return false;
        }
        String cpu = cpu();
        return compute == Dtype.FLOAT32
                || cpu.contains("avx_ne_convert")
                || Stream.of("avx512bw", "avx512vl", "avx512dq").allMatch(cpu::contains);
    }

    /**
     * By rule and not by a stopwatch, so that the same machine always answers with the same numbers. bfloat16 was twice
     * as fast as float32 on an EPYC with avx512_bf16, and no faster on a Xeon that has it but whose AMX cannot be used.
     */
    private static boolean bfloat16Pays() {
        String cpu = cpu();
        return cpu.contains("AuthenticAMD") ? cpu.contains("avx512_bf16") : NativeLibrary.hasUsableTiles();
    }

    private static String cpu() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"));
        } catch (IOException e) {
            return ""; // not Linux
        }
    }
}
