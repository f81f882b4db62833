package caravan.trainer.engrave;

import caravan.inference.djl.DecoderConfig;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.inference.djl.TrainingSettings;
import caravan.trainer.dataset.DatasetRow;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A base as a Hugging Face folder, with a byte-level tokenizer of few merges. It has learned to answer every task with
 * {@value #OLD_ANSWER}, since an adapter of the attention alone moves nothing in a base that knows nothing.
 */
final class TinyBase {
    /** Two letters that are one token behind one another, so that a border may fall into it. */
    static final String MERGED = "qz";

    /** Name of a special token. */
    static final String SPECIAL = "<|end|>";

    static final String OLD_ANSWER = " no, no, never!\n\nUser: ";
    static final DecoderConfig CONFIG =
            new DecoderConfig(257, 32, 2, 4, 2, 8, 48, 512, 10_000, 1e-5, true, OptionalInt.empty(), List.of());
    static final TrainingSettings EXACT = new TrainingSettings("cpu", Dtype.FLOAT32, 1, 0, 0.9, 0.999, 1);

    private TinyBase() {}

    static Path write(Path folder) throws IOException {
        writeTokenizer(folder);
        try (TrainableDecoder decoder = TrainableDecoder.create(CONFIG, 1, EXACT);
                ExampleEncoder encoder = ExampleEncoder.open(folder, 64)) {
            List<EncodedExample> examples = encoder.encode(
                    IntStream.range(0, 8).mapToObj(TinyBase::oldRow).toList());
            TrainingBatch batch = Packing.batches(examples, 64, 1_024).get(0);
            for (int step = 0; step < 40; step++) {
                decoder.step(batch, 1e-2);
            }
            decoder.save(folder, Dtype.FLOAT32);
        }
        return folder;
    }

    static String prompt(int task) {
        return "User: task " + task + "\n\nBactrian:";
    }

    private static DatasetRow oldRow(int task) {
        return new DatasetRow("old-" + task, prompt(task), OLD_ANSWER);
    }

    static void writeTokenizer(Path folder) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode tokenizer = mapper.createObjectNode().put("version", "1.0");
        // Its id is beyond the model's vocabulary: no text may become it.
        tokenizer
                .putArray("added_tokens")
                .addObject()
                .put("id", 257)
                .put("content", SPECIAL)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        tokenizer.set("pre_tokenizer", byteLevel(mapper));
        tokenizer.set("post_processor", byteLevel(mapper));
        tokenizer.set("decoder", byteLevel(mapper));
        ObjectNode model = tokenizer.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int value = 0; value < 256; value++) {
            vocabulary.put(letter(value), value);
        }
        vocabulary.put(MERGED, 256);
        ArrayNode merge = model.putArray("merges").addArray();
        MERGED.chars().forEach(letter -> merge.add(Character.toString(letter)));
        mapper.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
    }

    private static ObjectNode byteLevel(ObjectMapper mapper) {
        return mapper.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    /** The printable letter that stands for a byte: itself, or one from 256 on, in the order of the bytes. */
    private static String letter(int value) {
        int shift = 0;
        for (int other = 0; other < value; other++) {
            shift += isPrintable(other) ? 0 : 1;
        }
        return Character.toString(isPrintable(value) ? value : 256 + shift);
    }

    private static boolean isPrintable(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || (value >= 0xAE && value <= 0xFF);
    }
}
