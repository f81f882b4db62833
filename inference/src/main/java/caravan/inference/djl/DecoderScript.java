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

    /**
     * Compiles it.
     *
     * @param flash whether cached attention uses the CPU's flash kernel, which no other device has
     */
    static DecoderScript compile(
            Device device, DecoderConfig config, Dtype compute, boolean flash, double loraScale, double loraDropout) {
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("training", loraDropout > 0);
        attributes.put("layers", config.layers());
        attributes.put("head_width", config.headWidth());
        attributes.put("epsilon", config.epsilon());
        attributes.put("compute", compute.code);
        attributes.put("tied", config.tied());
        attributes.put("flash", flash);
        attributes.put("lora_scale", loraScale);
        attributes.put("lora_dropout", loraDropout);
        return compile(device, attributes);
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
