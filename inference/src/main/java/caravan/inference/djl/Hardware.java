package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns {@code auto} of the settings into what this machine has. */
final class Hardware {
    private Hardware() {}

    static Device device(EngineSettings settings) {
        Engine engine = NativeLibrary.load();
        if (settings.device().equals("cpu")) {
            return Device.cpu();
        }
        if (settings.device().equals("auto")) {
            return engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
        }
        int index = Integer.parseInt(settings.device().substring("cuda:".length()));
        if (index >= engine.getGpuCount()) {
            throw new IllegalArgumentException("device is " + settings.device() + ", but libtorch finds "
                    + engine.getGpuCount() + " CUDA devices");
        }
        return Device.gpu(index);
    }

    static Dtype dtype(EngineSettings settings, Device device) {
        return settings.dtype()
                .orElseGet(() -> device.isGpu() || cpuMultipliesBfloat16() ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    }

    private static boolean cpuMultipliesBfloat16() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_bf16");
        } catch (IOException e) {
            return false; // not Linux
        }
    }
}
