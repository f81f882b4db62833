package caravan.bench.engraving;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.SamplingParams;
import caravan.principles.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks a version of a model many questions behind one prefix; as many at a time as the engine takes. */
final class Respondent {
    private static final int UNDER_WAY_MAX = 128;

    private final LanguageModel model;
    private final String version;

    Respondent(LanguageModel model, String version) {
        this.model = model;
        this.version = version;
    }

    /**
     * A question.
     *
     * @param text behind the prefix
     * @param seed of its draws
     */
    record Question(String text, long seed) {}

    /** What the version goes on with, in the order of the questions. */
    List<Generation> ask(String prefix, List<Question> questions, Sampling sampling) {
        var shared = Optional.of(new SharedPrefix("study-" + prefix.hashCode(), prefix));
        var params = new SamplingParams(sampling.temperature(), sampling.topP(), sampling.maxTokens(), sampling.stop());
        List<CompletableFuture<Generation>> calls = new ArrayList<>();
        for (Question question : questions) {
            if (calls.size() >= UNDER_WAY_MAX) {
                calls.get(calls.size() - UNDER_WAY_MAX).join();
            }
            calls.add(model.generate(new GenerationCall(version, shared, question.text(), params, question.seed(), 0)));
        }
        return calls.stream().map(CompletableFuture::join).toList();
    }
}
