package caravan.inference.djl;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.inference.GenerationCall.Special;
import caravan.inference.ModelException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model folder's {@code tokenizer.json}. Texts are plain: the name of a special token in them is ordinary text.
 * Thread-safe.
 */
final class Tokenizer implements AutoCloseable {
    private static final Map<String, String> WHOLE_TEXTS = Map.of("truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer plain;
    private final HuggingFaceTokenizer decoder;
    private final Map<String, Integer> specials;
    private final Map<Integer, String> specialNames = new HashMap<>();

    private Tokenizer(HuggingFaceTokenizer plain, HuggingFaceTokenizer decoder, Map<String, Integer> specials) {
        this.plain = plain;
        this.decoder = decoder;
        this.specials = Map.copyOf(specials);
        specials.forEach((name, id) -> specialNames.put(id, name));
    }

    static Tokenizer open(Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new IOException(folder + ": the model folder has no tokenizer.json");
        }
        NativeLibrary.load();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        Map<String, Integer> specials = new HashMap<>();
        for (JsonNode token : json.path("added_tokens")) {
            if (PlainTokenizerFile.isSpecial(token)) {
                specials.put(PlainTokenizerFile.content(token), token.path("id").asInt());
            }
        }
        try {
            HuggingFaceTokenizer decoder = read(json);
            return new Tokenizer(specials.isEmpty() ? decoder : read(PlainTokenizerFile.of(json)), decoder, specials);
        } catch (RuntimeException e) {
            throw new IOException(file + ": is not a tokenizer: " + e.getMessage(), e);
        }
    }

    private static HuggingFaceTokenizer read(JsonNode json) throws IOException {
        byte[] bytes = new ObjectMapper().writeValueAsBytes(json);
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), WHOLE_TEXTS);
    }

    /** Ids of the special tokens, by their names. */
    Map<String, Integer> specials() {
        return specials;
    }

    /** The name of a token, if it is a special one. */
    Optional<String> specialName(int token) {
        return Optional.ofNullable(specialNames.get(token));
    }

    /** Token ids of a whole text, with what its post-processor puts before it (such as a BOS). */
    int[] encode(String text) {
        return encode(text, true);
    }

    /**
     * Token ids of a text with special tokens in it, and nothing before it: what is between two of them is encoded by
     * itself, as the library does with those that it finds.
     *
     * @throws ModelException of kind BAD_CALL where one of them has no such name
     */
    int[] encode(String text, List<Special> marked) {
        IntStream.Builder tokens = IntStream.builder();
        int end = 0;
        for (Special special : marked) {
            String name = text.substring(special.start(), special.end());
            Integer id = specials.get(name);
            if (id == null || special.start() < end) {
                throw new ModelException(
                        ModelException.Kind.BAD_CALL,
                        "unknown-special-token",
                        special + " must name a special token behind the one before it, was '" + name + "'");
            }
            IntStream.of(encodeBare(text.substring(end, special.start()))).forEach(tokens);
            tokens.add(id);
            end = special.end();
        }
        IntStream.of(encodeBare(text.substring(end))).forEach(tokens);
        return tokens.build().toArray();
    }

    /** A whole text's tokens with the characters that they stand for, and what comes before it. */
    Encoding encoding(String text) {
        return plain.encode(text, true, false);
    }

    /** Token ids of a text that stands within another. */
    int[] encodeBare(String text) {
        return encode(text, false);
    }

    /** The text of tokens; special tokens have none. */
    String decode(List<Integer> tokens) {
        return decoder.decode(tokens.stream().mapToLong(Integer::longValue).toArray(), true);
    }

    @Override
    public void close() {
        plain.close();
        if (decoder != plain) {
            decoder.close();
        }
    }

    private int[] encode(String text, boolean special) {
        return Arrays.stream(plain.encode(text, special, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }
}
