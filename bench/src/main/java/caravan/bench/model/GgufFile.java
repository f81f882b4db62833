package caravan.bench.model;

import caravan.bench.model.RandomWeights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a model without a vocabulary as GGUF version 3: a header of typed keys, the tensors' places, their numbers.
 * Source: {@code docs/gguf.md} of ggml.
 */
final class GgufFile {
    private static final int ALIGNMENT = 32;
    private static final int UINT32 = 4;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;

    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private int keys;

    private GgufFile() {}

    static void write(Path file, ModelShape shape, Precision precision) throws IOException {
        List<Tensor> tensors = RandomWeights.of(shape);
        var gguf = new GgufFile();
        gguf.describe(shape);
        write(file, tensors, precision, gguf.header(tensors, precision));
    }

    /** A LoRA adapter, whose product is added as it is: alpha equals the rank. */
    static void writeAdapter(Path file, List<Tensor> tensors, int rank) throws IOException {
        var gguf = new GgufFile();
        gguf.text("general.type", "adapter");
        gguf.text("general.architecture", "llama");
        gguf.text("adapter.type", "lora");
        gguf.fraction("adapter.lora.alpha", rank);
        write(file, tensors, Precision.F32, gguf.header(tensors, Precision.F32));
    }

    private static void write(Path file, List<Tensor> tensors, Precision precision, ByteBuffer header)
            throws IOException {
        WholeFile.write(file, channel -> {
            WholeFile.writeFully(channel, header);
            pad(channel);
            for (Tensor tensor : tensors) {
                WholeFile.writeFully(channel, of(tensor, precision).encode(tensor.ggufNumbers()));
                pad(channel);
            }
        });
    }

    /** Vectors stay in 32 bits, as llama.cpp's own converter keeps them. */
    private static Precision of(Tensor tensor, Precision matrices) {
        return tensor.isMatrix() ? matrices : Precision.F32;
    }

    private void describe(ModelShape shape) {
        text("general.architecture", "llama");
        text("general.name", "random");
        number("llama.vocab_size", shape.vocabulary());
        number("llama.context_length", shape.contextTokensMax());
        number("llama.embedding_length", shape.width());
        number("llama.block_count", shape.layers());
        number("llama.feed_forward_length", shape.feedForward());
        number("llama.attention.head_count", shape.heads());
        number("llama.attention.head_count_kv", shape.keyValueHeads());
        number("llama.rope.dimension_count", shape.headWidth());
        fraction("llama.rope.freq_base", (float) ModelShape.ROPE_THETA);
        fraction("llama.attention.layer_norm_rms_epsilon", (float) ModelShape.EPSILON);
        text("tokenizer.ggml.model", "no_vocab");
    }

    private ByteBuffer header(List<Tensor> tensors, Precision precision) {
        byte[] typedKeys = header.toByteArray();
        header.reset();
        places(tensors, precision);
        byte[] places = header.toByteArray();
        ByteBuffer whole = little(24 + typedKeys.length + places.length);
        whole.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3);
        return whole.putLong(tensors.size())
                .putLong(keys)
                .put(typedKeys)
                .put(places)
                .flip();
    }

    private void places(List<Tensor> tensors, Precision precision) {
        long offset = 0;
        for (Tensor tensor : tensors) {
            Precision stored = of(tensor, precision);
            string(tensor.ggufName());
            put(little(4).putInt(tensor.shape().size()));
            for (int i = tensor.shape().size() - 1; i >= 0; i--) {
                put(little(8).putLong(tensor.shape().get(i))); // ggml counts dimensions from the innermost
            }
            put(little(12).putInt(stored.ggmlType).putLong(offset));
            offset += aligned(stored.bytes(tensor.elements()));
        }
    }

    private void text(String key, String value) {
        key(key, STRING);
        string(value);
    }

    private void number(String key, int value) {
        key(key, UINT32);
        put(little(4).putInt(value));
    }

    private void fraction(String key, float value) {
        key(key, FLOAT32);
        put(little(4).putFloat(value));
    }

    private void key(String key, int type) {
        string(key);
        put(little(4).putInt(type));
        keys++;
    }

    private void string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        put(little(8).putLong(bytes.length));
        header.writeBytes(bytes);
    }

    @SuppressWarnings("ByteBufferBackingArray") // from little(), which allocates
    private void put(ByteBuffer buffer) {
        header.writeBytes(buffer.array());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void pad(FileChannel channel) throws IOException {
        long position = channel.position();
        WholeFile.writeFully(channel, ByteBuffer.allocate(Math.toIntExact(aligned(position) - position)));
    }
}
