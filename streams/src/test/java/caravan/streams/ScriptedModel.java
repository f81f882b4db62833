package caravan.streams;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelException;
import caravan.inference.ModelFiles;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A model that answers from a script, at once and on the caller's thread; or, without a script, when the test says so.
 * Every call and every load is kept for the test to look at.
 */
public final class ScriptedModel implements LanguageModel {
    /** A call and what it is waiting for. */
    public record Asked(GenerationCall call, CompletableFuture<Generation> answer) {
        /** Answers with a text. */
        public void with(String text) {
            answer.complete(new Generation(
                    text, Generation.Finish.STOP, Optional.of("\n\nUser:"), call.model(), 100, 80, 7, 5, 50));
        }

        /** Fails. */
        public void failing(ModelException.Kind kind, String reason) {
            answer.completeExceptionally(new ModelException(kind, reason, "scripted: " + reason));
        }
    }

    private final Optional<Function<GenerationCall, String>> script;
    private final List<Asked> asked = new ArrayList<>();
    private final List<ModelFiles> loads = new ArrayList<>();
    private final Set<String> versions = new TreeSet<>();
    private boolean loadsFail;

    private Optional<Function<ScoringCall, Scores>> scores = Optional.empty();

    private ScriptedModel(Optional<Function<GenerationCall, String>> script) {
        this.script = script;
    }

    /** Scores every call at once. */
    public static ScriptedModel scoring(Function<ScoringCall, Scores> scores) {
        ScriptedModel model = waiting();
        model.scores = Optional.of(scores);
        return model;
    }

    /** Answers every call at once. */
    public static ScriptedModel answering(Function<GenerationCall, String> script) {
        return new ScriptedModel(Optional.of(script));
    }

    /** Answers when told to. */
    public static ScriptedModel waiting() {
        return new ScriptedModel(Optional.empty());
    }

    /** The calls so far, oldest first. */
    public List<Asked> asked() {
        return asked;
    }

    /** The texts of the calls so far, oldest first. */
    public List<String> texts() {
        return asked.stream().map(each -> each.call().text()).toList();
    }

    /** Whether every load from now on fails. */
    public void failLoads(boolean fail) {
        loadsFail = fail;
    }

    /** What was loaded, or was to be, in order. */
    public List<ModelFiles> loads() {
        return loads;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, scores.isPresent(), true, 4_096);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        Asked next = new Asked(call, new CompletableFuture<>());
        asked.add(next);
        script.ifPresent(answer -> next.with(answer.apply(call)));
        return next.answer();
    }

    @Override
    public CompletableFuture<Scores> score(ScoringCall call) {
        return scores.map(script -> CompletableFuture.completedFuture(script.apply(call)))
                .orElseGet(() -> LanguageModel.super.score(call));
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        loads.add(files);
        if (loadsFail) {
            return CompletableFuture.failedFuture(new IllegalStateException("no config.json"));
        }
        versions.add(files.version());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<String> versions() {
        return Set.copyOf(versions);
    }

    @Override
    public Load load() {
        return new Load(0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
}
