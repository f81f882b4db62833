package caravan.inference;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

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

    /** Makes a version ready to be called, beside those that are. Loading a loaded version is a no-op. */
    CompletableFuture<Void> load(ModelFiles files);

    /** The versions that can be called now. */
    Set<String> versions();

    /** How busy it is now, for the people who watch. */
    Load load();

    /** Stops after the step in hand; calls that are not done complete exceptionally, as retriable. */
    @Override
    void close();
}
