package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder's cached ways against a plain one that computes everything anew. */
class BaseModelTest {
    private static final DecoderConfig SHAPE = TinyModels.TEXT;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 70})
    void prefillAgreesWithTheReference(int length) throws IOException {
        int[] tokens = TinyModels.tokens(length, 1);
        try (BaseModel model = model(Dtype.FLOAT32);
                KeyValues own = model.allocate(1, 128)) {
            float[] probabilities = predict(model, model.noAdapter(), model.noPrefix(), 0, own, 0, 0, tokens);

            assertAgree(probabilities, 0, reference().logProbabilities(tokens)[length - 1], 1e-4);
        }
    }

    @Test
    void decodingTokenByTokenAgreesWithTheReference() throws IOException {
        int[] tokens = TinyModels.tokens(80, 1);
        try (BaseModel model = model(Dtype.FLOAT32);
                KeyValues own = model.allocate(1, 128)) {
            double[][] expected = reference().logProbabilities(tokens);

            for (int t = 0; t < tokens.length; t++) {
                float[] probabilities =
                        predict(model, model.noAdapter(), model.noPrefix(), 0, own, 0, t, new int[] {tokens[t]});

                assertAgree(probabilities, 0, expected[t], 1e-4);
            }
        }
    }

    @Test
    void raggedRowsBehindASharedPrefixAgreeWithTheReference() throws IOException {
        int[] prefix = TinyModels.tokens(37, 1);
        int[][] texts = {TinyModels.tokens(5, 2), TinyModels.tokens(11, 3), TinyModels.tokens(1, 4)};
        try (BaseModel model = model(Dtype.FLOAT32);
                KeyValues shared = model.allocate(1, prefix.length);
                KeyValues own = model.allocate(4, 64)) {
            predict(model, model.noAdapter(), model.noPrefix(), 0, shared, 0, 0, prefix);

            int[][] padded =
                    Arrays.stream(texts).map(text -> Arrays.copyOf(text, 11)).toArray(int[][]::new);
            var prefill = new Rows(model.noAdapter(), shared, prefix.length, own, 1, padded, new int[3]);
            float[] first = model.predict(new Step(List.of(prefill)), new int[] {5, 11, 1}, Choosing.plain(3))
                    .probabilities();
            var decode = new Rows(
                    model.noAdapter(), shared, prefix.length, own, 1, new int[][] {{7}, {8}, {9}}, new int[] {5, 11, 1
                    });
            float[] second = model.predict(new Step(List.of(decode)), new int[] {1, 1, 1}, Choosing.plain(3))
                    .probabilities();

            for (int row = 0; row < 3; row++) {
                int[] whole = join(prefix, texts[row], new int[] {7 + row});
                double[][] expected = reference().logProbabilities(whole);
                assertAgree(first, row, expected[whole.length - 2], 1e-4);
                assertAgree(second, row, expected[whole.length - 1], 1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyFamilyAgreesWithTheReferenceInPrefillAndDecodeBehindAPrefixInCompanyAndAdapted(String family)
            throws IOException {
        DecoderConfig config =
                Optional.ofNullable(TinyModels.FAMILIES.get(family)).orElseThrow();
        TinyModels.write(folder, config, 3, Dtype.FLOAT32);
        var lora = new LoraConfig(3, 5, 0, List.of("q_proj", "v_proj", "up_proj"));
        Path adapterFolder = TinyModels.writeAdapter(folder.resolve("adapter"), config, lora, 5);
        int[] prefix = TinyModels.tokens(90, 1);
        int[][] texts = {TinyModels.tokens(5, 2), TinyModels.tokens(3, 3), TinyModels.tokens(5, 4)};
        var merged = new ReferenceDecoder(folder, Optional.of(adapterFolder));
        try (BaseModel model = BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32);
                Weights adapter = model.adapter(adapterFolder);
                KeyValues plainPrefix = model.allocate(1, 90);
                KeyValues adaptedPrefix = model.allocate(1, 90);
                KeyValues first = model.allocate(4, 64);
                KeyValues second = model.allocate(1, 128);
                KeyValues third = model.allocate(2, 64)) {
            model.fill(step(model.noAdapter(), model.noPrefix(), 0, plainPrefix, prefix, 0));
            model.fill(step(adapter, model.noPrefix(), 0, adaptedPrefix, Arrays.copyOf(prefix, 40), 0));
            model.fill(step(adapter, model.noPrefix(), 0, adaptedPrefix, Arrays.copyOfRange(prefix, 40, 90), 40));
            for (int i = 0; i < 3; i++) {
                Rows before = lane(i, model, adapter, plainPrefix, adaptedPrefix, first, second, third)
                        .taking(texts[i], 0);
                model.fill(new Step(List.of(before)));
            }

            // One step for an unadapted row, one without a prefix, and an adapted one, each of its own length.
            float[] together = model.predict(
                            new Step(IntStream.range(0, 3)
                                    .mapToObj(i -> lane(
                                                    i, model, adapter, plainPrefix, adaptedPrefix, first, second, third)
                                            .taking(new int[] {7 + i}, texts[i].length))
                                    .toList()),
                            new int[] {1, 1, 1},
                            Choosing.plain(3))
                    .probabilities();

            assertAgree(together, 0, last(reference(), join(prefix, texts[0], new int[] {7})), 1e-4);
            assertAgree(together, 1, last(reference(), join(texts[1], new int[] {8})), 1e-4);
            assertAgree(together, 2, last(merged, join(prefix, texts[2], new int[] {9})), 1e-4);
        }
    }

    @Test
    void tellsTheLikeliestTokenOfEachRowAndTheProbabilitiesOfTheSampled() throws IOException {
        int[][] texts = {TinyModels.tokens(5, 2), TinyModels.tokens(5, 3), TinyModels.tokens(5, 4)};
        try (BaseModel model = model(Dtype.FLOAT32);
                KeyValues own = model.allocate(3, 64)) {
            var rows = new Rows(model.noAdapter(), model.noPrefix(), 0, own, 0, texts, new int[3]);
            var secondAlone = new Choosing(new long[] {1}, new float[] {1}, new long[0], new float[0], new float[0]);

            Predicted predicted = model.predict(new Step(List.of(rows)), new int[] {5, 5, 5}, secondAlone);

            assertThat(predicted.probabilities()).hasSize(model.config().vocabulary());
            assertAgree(predicted.probabilities(), 0, last(reference(), texts[1]), 1e-4);
            for (int row = 0; row < 3; row++) {
                double[] expected = last(reference(), texts[row]);
                double most = Arrays.stream(expected).max().orElseThrow();
                assertThat(expected[(int) predicted.likeliest()[row]]).isEqualTo(most);
            }
        }
    }

    private record LaneOf(Weights adapter, KeyValues prefix, int shared, KeyValues own, int slot) {
        Rows taking(int[] tokens, int start) {
            return new Rows(adapter, prefix, shared, own, slot, new int[][] {tokens}, new int[] {start});
        }
    }

    private static LaneOf lane(
            int i,
            BaseModel model,
            Weights adapter,
            KeyValues plainPrefix,
            KeyValues adaptedPrefix,
            KeyValues first,
            KeyValues second,
            KeyValues third) {
        return switch (i) {
            case 0 -> new LaneOf(model.noAdapter(), plainPrefix, 90, first, 2);
            case 1 -> new LaneOf(model.noAdapter(), model.noPrefix(), 0, second, 0);
            default -> new LaneOf(adapter, adaptedPrefix, 90, third, 1);
        };
    }

    private static Step step(Weights adapter, KeyValues prefix, int shared, KeyValues own, int[] tokens, int start) {
        return new Step(List.of(new Rows(adapter, prefix, shared, own, 0, new int[][] {tokens}, new int[] {start})));
    }

    private static double[] last(ReferenceDecoder reference, int[] tokens) {
        return reference.logProbabilities(tokens)[tokens.length - 1];
    }

    static Set<String> families() {
        return TinyModels.FAMILIES.keySet();
    }

    /** Widths that fit the kernel's blocks, and widths of 24 and 40 that do not. */
    static List<DecoderConfig> widths() {
        return List.of(
                new DecoderConfig(260, 64, 2, 4, 2, 16, 96, 256, 10_000, 1e-5, true, OptionalInt.empty(), List.of(259)),
                Optional.ofNullable(TinyModels.FAMILIES.get("qwen3")).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("widths")
    void int8StaysWithinItsStatedErrorOfFloat32(DecoderConfig config) throws IOException {
        int[] tokens = TinyModels.tokens(100, 1);
        TinyModels.write(folder, config, 3, Dtype.FLOAT32);
        double[][] expected = reference().logProbabilities(tokens);
        try (BaseModel model = BaseModel.open(folder, Device.cpu(), Dtype.INT8);
                KeyValues own = model.allocate(1, 128)) {
            // Many rows go another way than few.
            float[] many = predict(model, model.noAdapter(), model.noPrefix(), 0, own, 0, 0, tokens);
            float[] few = predict(model, model.noAdapter(), model.noPrefix(), 0, own, 0, 99, new int[] {tokens[99]});

            assertAgreeRoughly(many, 0, expected[99]);
            assertAgreeRoughly(few, 0, expected[99]);
        }
    }

    @Test
    void aPartOfAPrefixServesToo() throws IOException {
        int[] prefix = TinyModels.tokens(37, 1);
        int[] text = TinyModels.tokens(5, 2);
        try (BaseModel model = model(Dtype.FLOAT32);
                KeyValues shared = model.allocate(1, prefix.length);
                KeyValues own = model.allocate(1, 64)) {
            predict(model, model.noAdapter(), model.noPrefix(), 0, shared, 0, 0, prefix);

            float[] probabilities = predict(model, model.noAdapter(), shared, 30, own, 0, 0, text);

            int[] whole = join(Arrays.copyOf(prefix, 30), text);
            assertAgree(probabilities, 0, reference().logProbabilities(whole)[34], 1e-4);
        }
    }

    @Test
    void anAdapterAgreesWithTheMergedReference() throws IOException {
        int[] tokens = TinyModels.tokens(9, 1);
        var lora = new LoraConfig(3, 5, 0, LoraConfig.TARGETS);
        try (BaseModel model = model(Dtype.FLOAT32);
                KeyValues own = model.allocate(1, 64)) {
            Path adapter = TinyModels.writeAdapter(folder.resolve("adapter"), SHAPE, lora, 5);
            try (Weights weights = model.adapter(adapter)) {
                float[] probabilities = predict(model, weights, model.noPrefix(), 0, own, 0, 0, tokens);

                double[][] expected = new ReferenceDecoder(folder, Optional.of(adapter)).logProbabilities(tokens);
                assertAgree(probabilities, 0, expected[8], 1e-4);
            }
        }
    }

    @Test
    void movedAndGrownCachesKeepTheirContent() throws IOException {
        int[] tokens = TinyModels.tokens(20, 1);
        try (BaseModel model = model(Dtype.FLOAT32)) {
            KeyValues own = model.allocate(2, 64);
            predict(model, model.noAdapter(), model.noPrefix(), 0, own, 1, 0, Arrays.copyOf(tokens, 19));
            own.move(1, 0, 19);
            own = own.resized(4, 128, 2);

            float[] probabilities =
                    predict(model, model.noAdapter(), model.noPrefix(), 0, own, 0, 19, new int[] {tokens[19]});

            assertAgree(probabilities, 0, reference().logProbabilities(tokens)[19], 1e-4);
            own.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void readsBothFormatsIntoBothDtypes(Dtype onDisk) throws IOException {
        int[] tokens = TinyModels.tokens(12, 1);
        TinyModels.write(folder, SHAPE, 1, onDisk);
        for (Dtype dtype : new Dtype[] {Dtype.FLOAT32, Dtype.BFLOAT16}) {
            try (BaseModel model = BaseModel.open(folder, Device.cpu(), dtype);
                    KeyValues own = model.allocate(1, 64)) {
                float[] probabilities = predict(model, model.noAdapter(), model.noPrefix(), 0, own, 0, 0, tokens);

                double[] expected = reference().logProbabilities(tokens)[11];
                if (dtype == Dtype.FLOAT32) {
                    assertAgree(probabilities, 0, expected, 1e-4);
                } else {
                    assertAgreeRoughly(probabilities, 0, expected);
                }
            }
        }
    }

    @Test
    void refusesAFolderWithoutATokenizer() throws IOException {
        TinyModels.write(folder, SHAPE, 1, Dtype.FLOAT32);
        Files.delete(folder.resolve("tokenizer.json"));

        assertThatThrownBy(() -> BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void refusesAnUnknownArchitecture() throws IOException {
        TinyModels.write(folder, SHAPE, 1, Dtype.FLOAT32);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("LlamaForCausalLM", "MambaForCausalLM"));

        assertThatThrownBy(() -> BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32))
                .hasMessageContaining("MambaForCausalLM")
                .hasMessageContaining("config.json");
    }

    private BaseModel model(Dtype dtype) throws IOException {
        TinyModels.write(folder, SHAPE, 1, Dtype.FLOAT32);
        return BaseModel.open(folder, Device.cpu(), dtype);
    }

    private ReferenceDecoder reference() throws IOException {
        return new ReferenceDecoder(folder, Optional.empty());
    }

    private static float[] predict(
            BaseModel model,
            Weights adapter,
            KeyValues prefix,
            int shared,
            KeyValues own,
            int slot,
            int start,
            int[] tokens) {
        var rows = new Rows(adapter, prefix, shared, own, slot, new int[][] {tokens}, new int[] {start});
        return model.predict(new Step(List.of(rows)), new int[] {tokens.length}, Choosing.plain(1))
                .probabilities();
    }

    private static void assertAgree(float[] probabilities, int row, double[] expected, double tolerance) {
        for (int token = 0; token < expected.length; token++) {
            double actual = probabilities[row * expected.length + token];
            assertThat(Math.log(actual)).isCloseTo(expected[token], offset(tolerance));
        }
    }

    /** For dtypes of few bits: in probability, since unlikely tokens' logarithms differ by much. */
    private static void assertAgreeRoughly(float[] probabilities, int row, double[] expected) {
        for (int token = 0; token < expected.length; token++) {
            double actual = probabilities[row * expected.length + token];
            assertThat(actual).isCloseTo(Math.exp(expected[token]), offset(0.05));
        }
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }
}
