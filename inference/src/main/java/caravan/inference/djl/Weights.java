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
    private static final long BYTES_AT_ONCE = 256L << 20;

    private final List<NDArray> arrays;
    private final IValue list;

    Weights(List<NDArray> arrays) {
        this.arrays = List.copyOf(arrays);
        this.list = IValue.listFrom(arrays.toArray(PtNDArray[]::new));
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

    /**
     * The same memory, for another script of the same device: it is freed when the last of those who share it lets go.
     */
    Weights sharedBy(DecoderScript other) {
        return new Weights(List.of(list.toTensorArray(other.manager())));
    }

    IValue list() {
        return list;
    }

    List<NDArray> arrays() {
        return arrays;
    }

    NDArray first() {
        return arrays.get(0);
    }

    @Override
    public void close() {
        list.close();
        arrays.forEach(NDArray::close);
    }

    static NDArray empty(DecoderScript script) {
        return script.manager().create(new float[0], new Shape(0));
    }

    /** A tensor in native memory, in the script's dtype; read by some rows at a time, for a map ends at 2 GiB. */
    static NDArray adopt(DecoderScript script, Safetensors.Tensor tensor, double scale) throws IOException {
        long rows = tensor.shape().get(0);
        long rowsAtOnce = Math.max(1, BYTES_AT_ONCE / Math.max(1, tensor.bytes() / rows));
        if (rows <= rowsAtOnce) {
            return adopt(script, tensor, 0, rows, scale);
        }
        var parts = new ArrayList<NDArray>();
        for (long row = 0; row < rows; row += rowsAtOnce) {
            parts.add(adopt(script, tensor, row, Math.min(rowsAtOnce, rows - row), scale));
        }
        try (var arguments = new Arguments().add(parts);
                IValue whole = script.run("together", arguments.values())) {
            return whole.toTensor(script.manager());
        } finally {
            parts.forEach(NDArray::close);
        }
    }

    private static NDArray adopt(DecoderScript script, Safetensors.Tensor tensor, long row, long rows, double scale)
            throws IOException {
        long[] shape = tensor.shape().getShape();
        shape[0] = rows;
        ByteBuffer raw = tensor.map(row, rows);
        try (NDManager reading = script.manager().newSubManager();
                NDArray bytes = reading.create(raw, new Shape(raw.capacity()), DataType.UINT8);
                var arguments = new Arguments()
                        .add(bytes)
                        .add(tensor.dtypeCode())
                        .add(new Shape(shape))
                        .add(scale);
                IValue weight = script.run("adopt", arguments.values())) {
            return weight.toTensor(script.manager());
        }
    }
}
