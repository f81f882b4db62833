package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of frozen weights in native memory, ready to be an argument. */
final class Weights implements AutoCloseable {
    private final List<NDArray> arrays;
    private final IValue list;

    private Weights(List<NDArray> arrays) {
        this.arrays = arrays;
        this.list = IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    /**
     * The weights of a model, read through a memory map into the script's dtype; all are checked before any is read.
     */
    static Weights ofModel(DecoderScript script, DecoderConfig config, Path folder) throws IOException {
        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            List<Weight> layout = WeightLayout.of(config);
            for (Weight weight : layout) {
                tensors.require(weight, folder);
            }
            var arrays = new ArrayList<NDArray>();
            for (Weight weight : layout) {
                arrays.add(adopt(script, tensors.require(weight, folder), 1));
            }
            return new Weights(arrays);
        }
    }

    /** The weights of a LoRA adapter; its scale is multiplied into B, so that adapters of any scale run alike. */
    static Weights ofAdapter(DecoderScript script, DecoderConfig config, Path folder) throws IOException {
        LoraConfig lora = AdapterConfigFile.read(folder);
        Path file = folder.resolve("adapter_model.safetensors");
        try (Safetensors tensors = Safetensors.ofFile(file)) {
            List<Optional<LoraPair>> pairs = LoraPair.all(config, lora);
            for (Optional<LoraPair> pair : pairs) {
                if (pair.isPresent()) {
                    tensors.require(pair.get().a(), file);
                    tensors.require(pair.get().b(), file);
                }
            }
            var arrays = new ArrayList<NDArray>();
            for (Optional<LoraPair> pair : pairs) {
                if (pair.isPresent()) {
                    arrays.add(adopt(script, tensors.require(pair.get().a(), file), 1));
                    arrays.add(adopt(script, tensors.require(pair.get().b(), file), lora.scale()));
                } else {
                    arrays.add(empty(script));
                    arrays.add(empty(script));
                }
            }
            return new Weights(arrays);
        }
    }

    /** What stands for an adapter where there is none. */
    static Weights none(DecoderScript script) {
        return new Weights(List.of(empty(script)));
    }

    IValue list() {
        return list;
    }

    NDArray first() {
        return arrays.get(0);
    }

    @Override
    public void close() {
        list.close();
        arrays.forEach(NDArray::close);
    }

    private static NDArray empty(DecoderScript script) {
        return script.manager().create(new float[0], new Shape(0));
    }

    private static NDArray adopt(DecoderScript script, Safetensors.Tensor tensor, double scale) throws IOException {
        ByteBuffer raw = tensor.map();
        try (NDManager reading = script.manager().newSubManager();
                NDArray bytes = reading.create(raw, new Shape(raw.capacity()), DataType.UINT8);
                var arguments = new Arguments()
                        .add(bytes)
                        .add(tensor.dtypeCode())
                        .add(tensor.shape())
                        .add(scale);
                IValue weight = script.run("adopt", arguments.values())) {
            return weight.toTensor(script.manager());
        }
    }
}
