package caravan.inference.djl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Shapes small enough for a test, folders of random models in them, and random tokens. */
final class TinyModels {
    /** Two layers, grouped queries, a head of its own. */
    static final DecoderConfig UNTIED = config(false, 61);
    /** The same with the embedding as head. */
    static final DecoderConfig TIED = config(true, 61);
    /** The same with room for every byte, two merges and an end of text. */
    static final DecoderConfig TEXT = config(true, 260);

    /** One for each family and each way of stretching the rotary embedding; room for every byte. */
    static final Map<String, DecoderConfig> FAMILIES = families();

    private static final int END = 259;

    private TinyModels() {}

    static DecoderConfig config(boolean tied, int vocabulary) {
        return new DecoderConfig(
                vocabulary, 24, 2, 6, 2, 4, 40, 256, 10_000, 1e-5, tied, OptionalInt.empty(), List.of(END));
    }

    private static Map<String, DecoderConfig> families() {
        var all = new LinkedHashMap<String, DecoderConfig>();
        all.put("llama-1", family(Family.LLAMA, 6, false, Rotary.plain(10_000)));
        all.put("llama-3.1", family(Family.LLAMA, 2, true, scaled(new Rotary.Llama3(8, 1, 4, 64))));
        all.put("llama-linear", family(Family.LLAMA, 2, true, scaled(new Rotary.Linear(4))));
        all.put("mistral", family(Family.MISTRAL, 3, false, Rotary.plain(1_000_000)));
        all.put("qwen2.5", family(Family.QWEN2, 2, true, Rotary.plain(1_000_000)));
        all.put("qwen2.5-yarn", family(Family.QWEN2, 2, false, scaled(new Rotary.Yarn(4, 32, 1, 1.1386, 64))));
        all.put("qwen3", family(Family.QWEN3, 2, true, Rotary.plain(1_000_000)));
        all.put("smollm3", family(Family.SMOLLM3, 2, true, new Rotary(5_000_000, new Rotary.Unscaled(), Set.of(3))));
        return all;
    }

    private static Rotary scaled(Rotary.Scaling scaling) {
        return new Rotary(10_000, scaling, Set.of());
    }

    private static DecoderConfig family(Family family, int keyValueHeads, boolean tied, Rotary rotary) {
        return new DecoderConfig(
                family,
                260,
                24,
                4,
                6,
                keyValueHeads,
                8,
                40,
                256,
                rotary,
                1e-5,
                tied,
                OptionalInt.empty(),
                List.of(259));
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
                boolean centred = weight.isMatrix() || weight.name().endsWith(".bias");
                numbers[i] = (float) (centred ? random.nextGaussian() * 0.3 : 0.5 + random.nextDouble());
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

    /**
     * As Llama's first ones: BPE over characters with bytes to fall back on, spaces as U+2581, one more of them before
     * every text, and a BOS (1) before that.
     */
    static void writeSentencePieceTokenizer(Path folder) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding").putNull("pre_tokenizer");
        json.putArray("added_tokens")
                .addObject()
                .put("id", 1)
                .put("content", "<s>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        ObjectNode normalizer = json.putObject("normalizer");
        var steps = normalizer.put("type", "Sequence").putArray("normalizers");
        steps.addObject().put("type", "Prepend").put("prepend", "\u2581");
        steps.addObject()
                .put("type", "Replace")
                .put("content", "\u2581")
                .putObject("pattern")
                .put("String", " ");
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        var single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        template.putArray("pair");
        ObjectNode bos = template.putObject("special_tokens").putObject("<s>").put("id", "<s>");
        bos.putArray("ids").add(1);
        bos.putArray("tokens").add("<s>");
        json.putObject("decoder").put("type", "ByteFallback");
        ObjectNode model = json.putObject("model");
        model.put("type", "BPE").putNull("dropout").put("unk_token", "<unk>");
        model.put("fuse_unk", true).put("byte_fallback", true);
        ObjectNode vocabulary = model.putObject("vocab").put("<unk>", 0).put("<s>", 1);
        for (int b = 0; b < 256; b++) {
            vocabulary.put("<0x%02X>".formatted(b), vocabulary.size());
        }
        for (char c = ' ' + 1; c <= '~'; c++) {
            vocabulary.put(Character.toString(c), vocabulary.size());
        }
        for (String piece : new String[] {"\u2581", "th", "the", "\u2581the", "12", "\u2581\u2581"}) {
            vocabulary.put(piece, vocabulary.size());
        }
        model.putArray("merges")
                .add("t h")
                .add("th e")
                .add("\u2581 the")
                .add("1 2")
                .add("\u2581 \u2581");
        new ObjectMapper().writeValue(folder.resolve("tokenizer.json").toFile(), json);
    }
}
