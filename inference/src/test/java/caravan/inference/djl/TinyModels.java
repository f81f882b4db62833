package caravan.inference.djl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;

/** Shapes small enough for a test, folders of random models in them, and random tokens. */
final class TinyModels {
    /** Two layers, grouped queries, a head of its own. */
    static final DecoderConfig UNTIED = config(false, 61);
    /** The same with the embedding as head. */
    static final DecoderConfig TIED = config(true, 61);
    /** The same with room for every byte, two merges and an end of text. */
    static final DecoderConfig TEXT = config(true, 260);

    private static final int END = 259;

    private TinyModels() {}

    private static DecoderConfig config(boolean tied, int vocabulary) {
        return new DecoderConfig(
                vocabulary, 24, 2, 6, 2, 4, 40, 256, 10_000, 1e-5, tied, OptionalInt.empty(), List.of(END));
    }

    static int[] tokens(int count, long seed) {
        return new Random(seed).ints(count, 0, UNTIED.vocabulary()).toArray();
    }

    /** A folder with weights large enough that its answers are not all alike. */
    static Path write(Path folder, DecoderConfig config, long seed, Dtype dtype) throws IOException {
        Files.createDirectories(folder);
        ConfigFile.write(folder, config, dtype);
        SafetensorsFile.write(
                folder.resolve("model.safetensors"), WeightLayout.of(config), dtype, random(new Random(seed)));
        writeTokenizer(folder);
        return folder;
    }

    /** An adapter folder for all projections, whose B is not zero. */
    static Path writeAdapter(Path folder, DecoderConfig config, LoraConfig lora, long seed) throws IOException {
        Files.createDirectories(folder);
        AdapterConfigFile.write(folder, lora, "base");
        List<Weight> weights = LoraPair.all(config, lora).stream()
                .flatMap(pair -> pair.stream())
                .flatMap(pair -> List.of(pair.a(), pair.b()).stream())
                .toList();
        SafetensorsFile.write(
                folder.resolve("adapter_model.safetensors"), weights, Dtype.FLOAT32, random(new Random(seed)));
        return folder;
    }

    private static Function<Weight, float[]> random(Random random) {
        return weight -> {
            var numbers = new float[weight.elements()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (weight.isMatrix() ? random.nextGaussian() * 0.3 : 0.5 + random.nextDouble());
            }
            return numbers;
        };
    }

    /** Byte-level BPE over all 256 bytes with two merges, "th" and "the"; 259 is the end of text. */
    private static void writeTokenizer(Path folder) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer").putNull("post_processor");
        json.putArray("added_tokens")
                .addObject()
                .put("id", END)
                .put("content", "<|end|>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        json.putObject("pre_tokenizer")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        json.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        ObjectNode model = json.putObject("model");
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        int next = 0;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            vocabulary.put(Character.toString(printable ? b : 256 + next++), b);
        }
        vocabulary.put("th", 256).put("the", 257).put("\u0120the", 258);
        model.putArray("merges").add("t h").add("th e").add("\u0120 the");
        new ObjectMapper().writeValue(folder.resolve("tokenizer.json").toFile(), json);
    }
}
