package caravan.bench.model;

import caravan.bench.model.RandomWeights.Tensor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The same random weights for both engines: a Hugging Face folder and a GGUF file of each precision. Its tokenizer
 * knows one word for each token, its number, so that a text says which tokens it has; no token ends a text.
 *
 * @param folder in which the files lie
 * @param shape of the model
 */
public record RandomModel(Path folder, ModelShape shape) {
    /** Base of the rotary embedding. */
    public static final double ROPE_THETA = ModelShape.ROPE_THETA;

    /** Of the norms. */
    public static final double EPSILON = ModelShape.EPSILON;

    /** How many adapters there are, numbered from 0. */
    public static final int ADAPTERS = 2;

    private static final int ADAPTER_RANK = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes those files that are not there yet. */
    public void write() throws IOException {
        for (Precision precision : Precision.values()) {
            Path hugging = huggingFace(precision);
            Files.createDirectories(hugging);
            if (Files.notExists(hugging.resolve("model.safetensors"))) {
                writeConfig(hugging, precision.ofFolder());
                writeTokenizer(hugging);
                writeSafetensors(hugging.resolve("model.safetensors"), precision.ofFolder(), RandomWeights.of(shape));
            }
            if (Files.notExists(gguf(precision))) {
                GgufFile.write(gguf(precision), shape, precision);
            }
        }
        for (int number = 0; number < ADAPTERS; number++) {
            writeAdapter(number);
        }
    }

    /** Takes the weights in float32, in the order of the layers, as safetensors has them. */
    public void forEachWeight(WeightConsumer consumer) {
        for (Tensor tensor : RandomWeights.of(shape)) {
            consumer.accept(tensor.shape(), tensor.numbers());
        }
    }

    /** Takes a weight. */
    @FunctionalInterface
    public interface WeightConsumer {
        /** Takes one of that shape, row after row. */
        void accept(List<Integer> shape, float[] numbers);
    }

    /** An adapter's folder for our engine. */
    public Path peft(int adapter) {
        return folder.resolve("adapter-" + adapter);
    }

    /** An adapter's file for llama.cpp. */
    public Path ggufAdapter(int adapter) {
        return folder.resolve("adapter-" + adapter + ".gguf");
    }

    /** The folder for our engine. */
    public Path huggingFace(Precision precision) {
        return folder.resolve("hugging-face-" + precision.ofFolder().fileName);
    }

    /** The file for llama.cpp. */
    public Path gguf(Precision precision) {
        return folder.resolve(precision.fileName + ".gguf");
    }

    private void writeConfig(Path hugging, Precision precision) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", "llama");
        json.put("vocab_size", shape.vocabulary());
        json.put("hidden_size", shape.width());
        json.put("num_hidden_layers", shape.layers());
        json.put("num_attention_heads", shape.heads());
        json.put("num_key_value_heads", shape.keyValueHeads());
        json.put("intermediate_size", shape.feedForward());
        json.put("max_position_embeddings", shape.contextTokensMax());
        json.put("rope_theta", ModelShape.ROPE_THETA);
        json.put("rms_norm_eps", ModelShape.EPSILON);
        json.put("tie_word_embeddings", true);
        json.put("hidden_act", "silu");
        json.put("torch_dtype", precision.fileName);
        JSON.writeValue(hugging.resolve("config.json").toFile(), json);
    }

    private void writeTokenizer(Path hugging) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer").putNull("post_processor");
        json.putArray("added_tokens");
        json.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        json.putNull("decoder");
        ObjectNode model = json.putObject("model");
        model.put("type", "WordLevel").put("unk_token", "0");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int token = 0; token < shape.vocabulary(); token++) {
            vocabulary.put(Integer.toString(token), token);
        }
        JSON.writeValue(hugging.resolve("tokenizer.json").toFile(), json);
    }

    private void writeAdapter(int number) throws IOException {
        Path peft = peft(number);
        Files.createDirectories(peft);
        // The second one differs by its rank.
        int rank = ADAPTER_RANK * (number + 1);
        List<Tensor> tensors = RandomWeights.adapter(shape, rank);
        if (Files.notExists(peft.resolve("adapter_model.safetensors"))) {
            ObjectNode json = JSON.createObjectNode();
            json.put("peft_type", "LORA").put("r", rank).put("lora_alpha", rank).put("lora_dropout", 0);
            json.putArray("target_modules").add("q_proj").add("v_proj");
            JSON.writeValue(peft.resolve("adapter_config.json").toFile(), json);
            writeSafetensors(peft.resolve("adapter_model.safetensors"), Precision.F32, tensors);
        }
        if (Files.notExists(ggufAdapter(number))) {
            GgufFile.writeAdapter(ggufAdapter(number), tensors, rank);
        }
    }

    private static void writeSafetensors(Path file, Precision precision, List<Tensor> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", precision.name());
            tensor.shape().forEach(entry.putArray("shape")::add);
            long end = offset + precision.bytes(tensor.elements());
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = JSON.writeValueAsBytes(header);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(text).put(" ".repeat(padded - text.length).getBytes(StandardCharsets.UTF_8));
        WholeFile.write(file, channel -> {
            WholeFile.writeFully(channel, start.flip());
            for (Tensor tensor : tensors) {
                WholeFile.writeFully(channel, precision.encode(tensor.numbers()));
            }
        });
    }
}
