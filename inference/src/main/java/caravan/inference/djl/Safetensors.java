package caravan.inference.djl;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors of one or more safetensors files, mapped into memory. A file is an 8-byte little-endian length, a JSON
 * header of that length, and the raw numbers, little-endian.
 */
final class Safetensors implements AutoCloseable {
    private static final long HEADER_BYTES_MAX = 100L << 20;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<FileChannel> channels = new ArrayList<>();

    private Safetensors() {}

    /**
     * A tensor as it lies on disk.
     *
     * @param file where it lies
     * @param dtype its name in the header, such as {@code BF16}
     * @param shape its dimensions
     * @param channel of the file
     * @param offset of its first byte in the file
     * @param bytes its size
     */
    record Tensor(Path file, String dtype, Shape shape, FileChannel channel, long offset, long bytes) {
        /** Its numbers, mapped; under 2 GiB. */
        ByteBuffer map() throws IOException {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** The numbers of some rows of its first dimension, mapped; under 2 GiB. */
        ByteBuffer map(long row, long rows) throws IOException {
            long rowBytes = bytes / shape.get(0);
            return channel.map(FileChannel.MapMode.READ_ONLY, offset + row * rowBytes, rows * rowBytes)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        /** Its numbers as float32. */
        float[] floats() throws IOException {
            ByteBuffer raw = map();
            var out = new float[Math.toIntExact(shape.size())];
            switch (dtype) {
                case "F32" -> raw.asFloatBuffer().get(out);
                case "BF16" -> {
                    for (int i = 0; i < out.length; i++) {
                        out[i] = Float.intBitsToFloat(raw.getShort(2 * i) << 16);
                    }
                }
                case "F16" -> {
                    for (int i = 0; i < out.length; i++) {
                        out[i] = HalfPrecision.toFloat(raw.getShort(2 * i));
                    }
                }
                default -> throw new IOException(file + ": dtype " + dtype + " is not one of F32, F16, BF16");
            }
            return out;
        }

        /** Bytes of one number; 0 for a dtype that is not read. */
        int numberBytes() {
            return switch (dtype) {
                case "F32" -> 4;
                case "BF16", "F16" -> 2;
                default -> 0;
            };
        }

        /** libtorch's number of its dtype. */
        int dtypeCode() throws IOException {
            return switch (dtype) {
                case "F32" -> 6;
                case "BF16" -> 15;
                case "F16" -> 5;
                default -> throw new IOException(file + ": dtype " + dtype + " is not one of F32, F16, BF16");
            };
        }
    }

    /** Opens {@code model.safetensors} of a folder, or the shards that {@code model.safetensors.index.json} names. */
    static Safetensors ofFolder(Path folder) throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        if (!Files.exists(index)) {
            return ofFile(folder.resolve("model.safetensors"));
        }
        var shards = new TreeSet<String>();
        new ObjectMapper().readTree(index.toFile()).path("weight_map").forEach(file -> shards.add(file.asText()));
        var all = new Safetensors();
        try {
            for (String shard : shards) {
                all.read(folder.resolve(shard));
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** Opens one file. */
    static Safetensors ofFile(Path file) throws IOException {
        var one = new Safetensors();
        try {
            one.read(file);
            return one;
        } catch (IOException | RuntimeException e) {
            one.close();
            throw e;
        }
    }

    /** The tensor of that name. */
    Optional<Tensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Names of all tensors. */
    Set<String> names() {
        return Set.copyOf(tensors.keySet());
    }

    /** The tensor that must be there in that shape. */
    Tensor require(Weight weight, Path folder) throws IOException {
        Tensor tensor = find(weight.name())
                .orElseThrow(() -> new IOException(folder + ": there is no tensor " + weight + " in its safetensors"));
        if (!tensor.shape().equals(weight.shape())) {
            throw new IOException(tensor.file() + ": tensor " + weight.name() + " must have the shape "
                    + weight.shape() + " by config.json, has "
                    + tensor.shape());
        }
        return tensor;
    }

    /** Closes the files; what was mapped stays readable. */
    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }

    private void read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channels.add(channel);
        long headerBytes = readFully(channel, 0, Long.BYTES, file).getLong();
        if (headerBytes < 2 || headerBytes > Math.min(HEADER_BYTES_MAX, channel.size() - Long.BYTES)) {
            throw new IOException(file + ": is not a safetensors file (its header would be " + headerBytes + " bytes)");
        }
        byte[] header = readFully(channel, Long.BYTES, (int) headerBytes, file).array();
        long start = Long.BYTES + headerBytes;
        var fields = new ObjectMapper()
                .readTree(new String(header, StandardCharsets.UTF_8))
                .properties();
        for (Map.Entry<String, JsonNode> field : fields) {
            if (!field.getKey().equals("__metadata__")) {
                tensors.put(field.getKey(), tensor(file, channel, start, field));
            }
        }
    }

    private static Tensor tensor(Path file, FileChannel channel, long start, Map.Entry<String, JsonNode> field)
            throws IOException {
        JsonNode entry = field.getValue();
        var shape = new long[entry.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = entry.path("shape").get(i).asLong();
        }
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to < from || start + to > channel.size()) {
            throw new IOException(file + ": tensor " + field.getKey() + " lies outside of the file (truncated?)");
        }
        var tensor = new Tensor(file, entry.path("dtype").asText(), new Shape(shape), channel, start + from, to - from);
        if (tensor.numberBytes() > 0 && tensor.bytes() != tensor.shape().size() * tensor.numberBytes()) {
            throw new IOException("%s: tensor %s %s of %s has %d bytes, must have %d"
                    .formatted(
                            file,
                            field.getKey(),
                            tensor.shape(),
                            tensor.dtype(),
                            tensor.bytes(),
                            tensor.shape().size() * tensor.numberBytes()));
        }
        return tensor;
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int bytes, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException(file + ": ends within its header (truncated?)");
            }
        }
        return buffer.flip();
    }
}
