package caravan.trainer.evaluation;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelFiles;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.ToDoubleBiFunction;

/** A model whose opinion of every text is a function of (version, text and continuation), and which remembers calls. */
public class OpinionatedModel implements LanguageModel {
    private final ToDoubleBiFunction<String, String> logProbability;
    private final Set<String> versions = new ConcurrentSkipListSet<>();

    /** Every call that scored. */
    public final Queue<ScoringCall> scored = new ConcurrentLinkedQueue<>();

    /** Of this opinion. */
    public OpinionatedModel(ToDoubleBiFunction<String, String> logProbability) {
        this.logProbability = logProbability;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true, 4_096);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        return CompletableFuture.completedFuture(new Generation(
                "I would answer 7.", Generation.Finish.STOP, java.util.Optional.empty(), call.model(), 10, 0, 5, 0, 1));
    }

    @Override
    public CompletableFuture<Scores> score(ScoringCall call) {
        scored.add(call);
        List<Scores.Continuation> continuations = call.continuations().stream()
                .map(text -> new Scores.Continuation(
                        text,
                        List.of(1),
                        List.of(logProbability.applyAsDouble(call.model(), call.text() + text)),
                        List.of()))
                .toList();
        return CompletableFuture.completedFuture(new Scores(continuations, List.of(), call.model(), 10, 0, 0, 1));
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        versions.add(files.version());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> unload(String version) {
        versions.remove(version);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<String> versions() {
        return Set.copyOf(versions);
    }

    @Override
    public Load load() {
        throw new UnsupportedOperationException("nobody watches it");
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
