package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code decoder.py}, compiled for one shape and dtype. Use it, and all arrays of its manager, from one thread at a
 * time.
 */
final class DecoderScript implements AutoCloseable {
    private final PtNDManager manager;
    private final PtSymbolBlock module;

    private DecoderScript(PtNDManager manager, PtSymbolBlock module) {
        this.manager = manager;
        this.module = module;
    }

    /** What it is used for, which decides how attention and products are computed. */
    enum Use {
        /** Masters as files have them, plain operators that carry gradients. */
        TRAINING,
        /** Joined weights that do not learn, as inference has them, under an adapter that does. */
        ADAPTING,
        /** Inference by operators that every device has. */
        ANYWHERE,
        /** Inference by the CPU's flash attention. */
        CPU,
        /** The same, with weights in oneDNN's own layout. */
        CPU_PACKED
    }

    static DecoderScript compile(
            Device device, DecoderConfig config, Dtype compute, Use use, double loraScale, double loraDropout) {
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("training", loraDropout > 0);
        attributes.put("layers", config.layers());
        attributes.put("heads", config.heads());
        attributes.put("groups", config.keyValueHeads());
        attributes.put("head_width", config.headWidth());
        attributes.put("epsilon", config.epsilon());
        attributes.put("biased", config.family().biased);
        attributes.put("normed", config.family().normed);
        attributes.put("rotated", rotated(config));
        attributes.put("rotary_scale", config.rotary().scale());
        attributes.put("compute", compute.code);
        attributes.put("tied", config.tied());
        attributes.put("frozen", use == Use.ADAPTING);
        attributes.put("flash", use == Use.CPU || use == Use.CPU_PACKED);
        attributes.put("packed", use == Use.CPU_PACKED);
        attributes.put("lora_scale", loraScale);
        attributes.put("lora_dropout", loraDropout);
        return compile(device, attributes);
    }

    /** A 1 for each layer that rotates queries and keys, a 0 for each that does not. */
    private static String rotated(DecoderConfig config) {
        return IntStream.range(0, config.layers())
                .mapToObj(layer -> config.rotary().layersWithout().contains(layer) ? "0" : "1")
                .collect(Collectors.joining());
    }

    private static DecoderScript compile(Device device, Map<String, Object> attributes) {
        byte[] archive = ScriptArchive.of("Decoder", source(), attributes);
        NativeLibrary.load();
        var manager = (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
        try {
            return new DecoderScript(
                    manager, JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false));
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException(e);
        }
    }

    /** Owner of all arrays that live as long as the script. */
    PtNDManager manager() {
        return manager;
    }

    /** Runs a method without gradients. The caller closes the arguments and the result. */
    IValue run(String method, IValue... arguments) {
        return IValueUtils.runMethod(module, method, arguments);
    }

    /**
     * Runs a method with gradients. Arguments are told apart by the names of the arrays, in order of appearance; those
     * named {@code x[]} make up one list. The result belongs to the manager of the first argument.
     */
    NDList differentiate(String method, NDList arguments) {
        try (NDArray name = manager.create(0)) {
            name.setName("module_method:" + method);
            arguments.add(name);
            boolean before = JniUtils.isGradMode();
            JniUtils.setGradMode(true);
            // The optimizing executor would differentiate the graph by itself, in float32 only. The switch is per
            // thread.
            JniUtils.setGraphExecutorOptimize(false);
            try {
                return IValueUtils.forward(module, arguments, true);
            } finally {
                JniUtils.setGradMode(before);
            }
        }
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }

    private static String source() {
        try (var in = DecoderScript.class.getResourceAsStream("decoder.py")) {
            if (in == null) {
                throw new IllegalStateException("decoder.py is missing beside " + DecoderScript.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
