package caravan.inference.djl;

import ai.djl.engine.Engine;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * libtorch, set up before it is loaded. Two of its settings are read from the process's environment, which a JVM cannot
 * change by its own means; a variable that a person has set wins.
 */
final class NativeLibrary {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            // Spinning barriers stall as soon as anything else wants a core: a broker, a compaction, another engine.
            "OMP_WAIT_POLICY", "passive",
            // AMX is advertised by virtual machines whose host then refuses its tiles with an illegal instruction, and
            // neither the CPU's flags nor oneDNN's own check can tell. One level below runs wherever it is advertised.
            "ONEDNN_MAX_CPU_ISA", "AVX512_CORE_FP16");

    private NativeLibrary() {}

    /** Loads it once; natives come as artifacts, and there is no connection, ever. */
    static synchronized Engine load() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        ENVIRONMENT.forEach(NativeLibrary::setUnlessSet);
        return Engine.getEngine("PyTorch");
    }

    private static void setUnlessSet(String name, String value) {
        if (System.getenv(name) == null && Platform.isLinux()) {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {name, value, 1});
        }
    }
}
