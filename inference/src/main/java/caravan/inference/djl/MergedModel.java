package caravan.inference.djl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A base and a LoRA adapter as one model: each adapted matrix W becomes W + scale B A, in float32, one matrix in memory
 * at a time. What it says then differs from base and adapter apart by rounding alone. Needs no native library.
 */
public final class MergedModel {
    private MergedModel() {}

    /**
     * Writes a Hugging Face folder with the base's tokenizer and configuration.
     *
     * @param base the folder that the adapter was trained on
     * @param adapter as PEFT lays it out
     * @param folder made if it is missing; files of the same names are replaced
     * @param dtype FLOAT32, or BFLOAT16, which rounds the sums
     * @throws IOException if a folder is not what it must be, or the adapter does not fit the base; names the tensor
     */
    public static void write(Path base, Path adapter, Path folder, Dtype dtype) throws IOException {
        if (dtype != Dtype.FLOAT32 && dtype != Dtype.BFLOAT16) {
            throw new IllegalArgumentException("dtype must be float32 or bfloat16, was " + dtype);
        }
        DecoderConfig config = ConfigFile.read(base);
        LoraConfig lora = AdapterConfigFile.read(adapter);
        Path pairFile = adapter.resolve("adapter_model.safetensors");
        try (Safetensors matrices = Safetensors.ofFolder(base);
                Safetensors pairs = Safetensors.ofFile(pairFile)) {
            Map<String, LoraPair> byMatrix = new HashMap<>();
            for (Optional<LoraPair> pair : LoraPair.all(config, lora)) {
                if (pair.isPresent()) {
                    pairs.require(pair.get().a(), pairFile);
                    pairs.require(pair.get().b(), pairFile);
                    byMatrix.put(pair.get().matrix(), pair.get());
                }
            }
            List<Weight> weights = WeightLayout.of(config);
            for (Weight weight : weights) {
                matrices.require(weight, base);
            }
            Files.createDirectories(folder);
            SafetensorsFile.write(folder.resolve("model.safetensors"), weights, dtype, weight -> {
                try {
                    float[] numbers = matrices.require(weight, base).floats();
                    LoraPair pair = byMatrix.get(weight.name());
                    if (pair != null) {
                        add(
                                numbers,
                                pairs.require(pair.a(), pairFile).floats(),
                                pairs.require(pair.b(), pairFile).floats(),
                                lora);
                    }
                    return numbers;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        SideFiles.copy(base, folder, dtype);
    }

    /** Adds scale B A to a matrix (out, in), all of them row after row. */
    private static void add(float[] matrix, float[] a, float[] b, LoraConfig lora) {
        int rank = lora.rank();
        int in = a.length / rank;
        int out = b.length / rank;
        for (int row = 0; row < out; row++) {
            for (int i = 0; i < rank; i++) {
                float factor = (float) (lora.scale() * b[row * rank + i]);
                for (int column = 0; column < in; column++) {
                    matrix[row * in + column] += factor * a[i * in + column];
                }
            }
        }
    }
}
