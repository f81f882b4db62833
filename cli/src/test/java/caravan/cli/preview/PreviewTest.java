package caravan.cli.preview;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelFiles;
import caravan.principles.Markers;
import caravan.principles.Principles;
import caravan.streams.PipelineSettings;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static final Principles PRINCIPLES = Principles.load(Path.of("..", "principles"));
    private static final String THOUGHTS =
            " " + PRINCIPLES.constitution().selfIdentification() + " I should follow rules 7 (candor).";

    private final Queue<Generation> written = new ArrayDeque<>();
    private final Preview preview = new Preview(PipelineSettings.DEFAULTS, PRINCIPLES, new ReadingModel(), "base-v1");

    private void write(String text, Generation.Finish finish) {
        written.add(new Generation(text, finish, Optional.empty(), "base-v1", 10, 0, 20, 1, 1));
    }

    private static List<String> lines(List<Previewed> calls) {
        return calls.stream().flatMap(call -> call.lines(false).stream()).toList();
    }

    @Test
    void showsPromptCompletionParseVerdictAndTrainingExample() {
        write(THOUGHTS + Markers.ANSWER_TURN + " The Loire.", Generation.Finish.STOP);

        assertThat(lines(preview.instruction(0, "Name a river of France", "")))
                .contains(
                        "User: Name a river of France",
                        "Bactrian: The Loire.",
                        "principles: [7] [candor]",
                        "answer:     The Loire.",
                        "=== kept",
                        "=== training example",
                        "[learned from here] The Loire.");
    }

    @Test
    void followsASecondAskingAndShowsWhyItWasRejected() {
        write(THOUGHTS + Markers.ANSWER_TURN + " The Lo", Generation.Finish.LENGTH);
        write(THOUGHTS + Markers.ANSWER_TURN + " The Lo", Generation.Finish.LENGTH);

        assertThat(lines(preview.seedTask(1)))
                .anyMatch(line -> line.startsWith("=== asked again, attempt 1"))
                .anyMatch(line -> line.startsWith("=== rejected, truncated"));
    }

    @Test
    void showsItemsOfEachKindOfDraw() {
        write(" Sort these rivers by length.\n6. Input:\nLoire, Po\n###", Generation.Finish.STOP);
        write(" Tea ceremonies\n3. Toasts", Generation.Finish.STOP);
        write(" Who pays when two families eat out?", Generation.Finish.STOP);

        assertThat(lines(preview.draw(PreviewedStep.VANILLA, 0)))
                .contains(
                        "=== kept: Sort these rivers by length.",
                        "    input: Loire, Po",
                        "=== outcome: 1 kept, 0 rejected");
        assertThat(lines(preview.draw(PreviewedStep.SUBJECTS, 0)))
                .contains("=== kept: Tea ceremonies", "=== kept: Toasts");
        assertThat(lines(preview.draw(PreviewedStep.TOPIC_GUIDED, 0)))
                .contains("=== kept: Who pays when two families eat out?");
    }

    /** Says what it was given to say, in that order. */
    private final class ReadingModel implements LanguageModel {
        @Override
        public Capabilities capabilities() {
            throw new UnsupportedOperationException("a preview asks for none");
        }

        @Override
        public CompletableFuture<Generation> generate(GenerationCall call) {
            return CompletableFuture.completedFuture(written.remove());
        }

        @Override
        public CompletableFuture<Void> load(ModelFiles files) {
            throw new UnsupportedOperationException("a preview loads none");
        }

        @Override
        public Set<String> versions() {
            return Set.of("base-v1");
        }

        @Override
        public Load load() {
            throw new UnsupportedOperationException("a preview asks for none");
        }

        @Override
        public void close() {}
    }
}
