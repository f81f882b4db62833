package caravan.inference.djl;

import ai.djl.engine.Engine;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * libtorch, set up before it is loaded. Some of its settings are read from the process's environment, which a JVM
 * cannot change by its own means; a variable that a person has set wins.
 */
final class NativeLibrary {
    /** The cpuid leaf that describes AMX's tiles. */
    private static final int TILE_LEAF = 0x1d;

    private NativeLibrary() {}

    /** Loads it once; natives come as artifacts, and there is no connection, ever. */
    static synchronized Engine load() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // Spinning barriers stall as soon as anything else wants a core: a broker, a compaction, another engine.
        setUnlessSet("OMP_WAIT_POLICY", "passive");
        if (!hasUsableTiles()) {
            setUnlessSet("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_FP16");
        }
        return Engine.getEngine("PyTorch");
    }

    /**
     * Whether AMX works. Some virtual machines show the flag amx_tile but cut cpuid off below the leaf that says how
     * large a tile is. oneDNN then configures tiles of no size, and the first bfloat16 product dies of an illegal
     * instruction.
     */
    static boolean hasUsableTiles() {
        try {
            List<String> cpu = Files.readAllLines(Path.of("/proc/cpuinfo"));
            boolean advertised = cpu.stream().anyMatch(line -> line.startsWith("flags") && line.contains("amx_tile"));
            int level = cpu.stream()
                    .filter(line -> line.startsWith("cpuid level"))
                    .mapToInt(line -> Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).trim()))
                    .findFirst()
                    .orElse(0);
            return advertised && level >= TILE_LEAF;
        } catch (IOException e) {
            return false; // not Linux
        }
    }

    private static void setUnlessSet(String name, String value) {
        if (System.getenv(name) == null && Platform.isLinux()) {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {name, value, 1});
        }
    }
}
