package caravan.inference;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A language model that answers many calls at once, shared by the whole JVM. Thread-safe; no method waits for the
 * model.
 */
public interface LanguageModel extends AutoCloseable {
    /** What it can do; a step that needs more is refused at start. */
    Capabilities capabilities();

    /**
     * Continues prefix and text. Completes with the generation, or exceptionally with a {@link ModelException} that
     * says whether trying again can help. Cancelling the future gives the place back.
     */
    CompletableFuture<Generation> generate(GenerationCall call);

    /**
     * The same, and hands the text out piece by piece as it comes; the pieces are the generation's text, in order, and
     * no piece holds the beginning of a stop string that then matches. A model that does not stream hands out one.
     *
     * @param pieces called from a thread of the model's; must not block
     */
    default CompletableFuture<Generation> generate(GenerationCall call, Consumer<String> pieces) {
        CompletableFuture<Generation> whole = generate(call);
        CompletableFuture<Generation> told = whole.thenApply(generation -> {
            pieces.accept(generation.text());
            return generation;
        });
        CompletableFuture<Generation> unused = told.whenComplete((generation, thrown) -> {
            if (told.isCancelled()) {
                whole.cancel(true);
            }
        });
        return told;
    }

    /**
     * Scores given texts; cancelling gives the place back. A model whose {@link Capabilities#scores()} is false answers
     * with a {@link ModelException} of kind BAD_CALL.
     */
    default CompletableFuture<Scores> score(ScoringCall call) {
        return CompletableFuture.failedFuture(new ModelException(
                ModelException.Kind.BAD_CALL,
                "cannot-score",
                "model " + call.model() + " generates, but cannot score"));
    }

    /** Makes a version ready to be called, beside those that are. Loading a loaded version is a no-op. */
    CompletableFuture<Void> load(ModelFiles files);

    /**
     * Lets a version go: it takes no more calls, and its memory is freed when its last one is done, at which the future
     * completes. A model that keeps no versions has nothing to do.
     */
    default CompletableFuture<Void> unload(String version) {
        return CompletableFuture.completedFuture(null);
    }

    /** The versions that can be called now. */
    Set<String> versions();

    /** The most tokens of prefix, text and completion together, of a version that can be called now; else empty. */
    default Optional<Integer> contextTokensMax(String version) {
        return versions().contains(version) ? Optional.of(capabilities().contextTokensMax()) : Optional.empty();
    }

    /** How busy it is now, for the people who watch. */
    Load load();

    /** Stops after the step in hand; calls that are not done complete exceptionally, as retriable. */
    @Override
    void close();
}
