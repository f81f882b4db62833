package caravan.inference.djl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/** Writes a safetensors file: whole or not at all. */
final class SafetensorsFile {
    private SafetensorsFile() {}

    /**
     * Writes weights in that order.
     *
     * @param dtype float32 or bfloat16
     * @param numbers gives a weight's numbers
     */
    static void write(Path file, List<Weight> weights, Dtype dtype, Function<Weight, float[]> numbers)
            throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(channel, header(weights, dtype));
            for (Weight weight : weights) {
                writeFully(channel, encode(numbers.apply(weight), dtype));
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ByteBuffer header(List<Weight> weights, Dtype dtype) throws IOException {
        var json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (Weight weight : weights) {
            ObjectNode entry = root.putObject(weight.name());
            entry.put("dtype", dtype.safetensorsName);
            var shape = entry.putArray("shape");
            for (long dimension : weight.shape().getShape()) {
                shape.add(dimension);
            }
            long end = offset + (long) weight.elements() * dtype.bytes;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = json.writeValueAsBytes(root);
        // Readers want the numbers aligned to 8 bytes; the format allows spaces after the header.
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(text).put(" ".repeat(padded - text.length).getBytes(StandardCharsets.UTF_8));
        return buffer.flip();
    }

    private static ByteBuffer encode(float[] numbers, Dtype dtype) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(numbers.length, dtype.bytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            switch (dtype) {
                case FLOAT32 -> buffer.putFloat(number);
                case BFLOAT16 -> buffer.putShort(HalfPrecision.toBfloat16(number));
                case FLOAT64 -> buffer.putDouble(number);
                case INT8 -> throw new IllegalArgumentException("weights are written as float32 or bfloat16");
            }
        }
        return buffer.flip();
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
