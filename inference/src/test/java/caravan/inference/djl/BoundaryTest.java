package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.Scores.Continuation;
import caravan.inference.ScoringCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model whose tokenizer puts a beginning-of-text token and a space of its own before every text, as SentencePiece's
 * do: wherever a text is cut into prefix, own text and continuation, it has the tokens of the whole.
 */
class BoundaryTest {
    private static final String LONG = "In the beginning was the rule.\n".repeat(6);

    @TempDir
    static Path folder;

    private static DjlLanguageModel model;

    /** Prefix, own text, continuation. */
    record Cut(String prefix, String text, String continuation) {}

    static List<Cut> cuts() {
        return List.of(
                new Cut(LONG + "and t", "", "he end"),
                new Cut(LONG, "the", "\n\nUser:"),
                new Cut(LONG + "a", "\n", "the"),
                new Cut(LONG + "a ", "", "the"),
                new Cut(LONG + "a", " ", " the"),
                new Cut(LONG + "1", "", "2 camels"),
                new Cut(LONG + "1", "2", "12"),
                new Cut(LONG, "é", "日🐪"),
                new Cut(LONG + "日", "🐪", "é the"),
                new Cut("t", "h", "e"));
    }

    @BeforeAll
    static void open() throws IOException {
        TinyModels.write(folder, TinyModels.config(true, 360), 1, Dtype.FLOAT32);
        TinyModels.writeSentencePieceTokenizer(folder);
        model = DjlLanguageModel.open(
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1),
                new ModelFiles("base", folder, Optional.empty()));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void scoresTheTokensOfTheWholeText(Cut cut) throws IOException {
        int[] whole = ids(cut.prefix() + cut.text() + cut.continuation());
        int[] prompt = ids(cut.prefix() + cut.text());
        int from = Arrays.mismatch(prompt, whole);

        Continuation scored = model.score(new ScoringCall(
                        "base",
                        Optional.of(prefix(cut)),
                        cut.text(),
                        List.of(cut.continuation()),
                        List.of(),
                        Scheduling.DEFAULT))
                .join()
                .continuations()
                .get(0);

        assertThat(IntStream.of(whole).filter(token -> token == 1)).hasSize(1);
        assertThat(scored.tokens())
                .containsExactlyElementsOf(
                        Arrays.stream(whole).skip(from).boxed().toList());
        double[][] logs = new ReferenceDecoder(folder, Optional.empty()).logProbabilities(whole);
        for (int i = from; i < whole.length; i++) {
            assertThat(scored.logProbabilities().get(i - from)).isCloseTo(logs[i - 1][whole[i]], within(1e-4));
        }
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void generatesBehindAPrefixWhatItGeneratesBehindTheWholeText(Cut cut) throws IOException {
        String text = cut.text() + cut.continuation();

        Generation behind = generate(Optional.of(prefix(cut)), text);
        Generation whole = generate(Optional.empty(), cut.prefix() + text);

        assertThat(behind.text()).isEqualTo(whole.text());
        assertThat(behind.promptTokens()).isEqualTo(whole.promptTokens()).isEqualTo(ids(cut.prefix() + text).length);
    }

    private static Generation generate(Optional<SharedPrefix> prefix, String text) {
        return model.generate(new GenerationCall("base", prefix, text, SamplingParams.greedy(8, List.of()), 1, 0))
                .join();
    }

    private static SharedPrefix prefix(Cut cut) {
        return new SharedPrefix("hash of " + cut.prefix(), cut.prefix());
    }

    private static int[] ids(String text) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            return tokenizer.encode(text);
        }
    }
}
