package caravan.trainer.evaluation;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.ModelException;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.principles.EngravingPrompt;
import caravan.schemas.ContentHash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Puts suites to the versions that a model has loaded, under the prompt that engraved models are asked with: no
 * principles, no exemplars. The constant beginning of the prompt is computed once and shared by all items. Choices are
 * scored by their log-probability, every one of them and in a drawn order; answers to rubric items are the likeliest
 * ones. So the same model has the same scores each time, but for rounding. Thread-safe.
 */
public final class Evaluator {
    private final LanguageModel model;
    private final EngravingPrompt prompt;
    private final SharedPrefix prefix;
    private final Scheduling scheduling;

    /** Puts them to the versions of this model; {@code scheduling} says whose calls go first. */
    public Evaluator(LanguageModel model, EngravingPrompt prompt, Scheduling scheduling) {
        this.model = model;
        this.prompt = prompt;
        this.prefix = new SharedPrefix(ContentHash.of(prompt.prefix()), prompt.prefix());
        this.scheduling = scheduling;
    }

    /** What the items are asked under, as part of a suite's hash: scores under another prompt do not compare. */
    public String frame() {
        return prompt.prompt("{instruction}", "{input}");
    }

    /**
     * Scores every item.
     *
     * @param progress told how many are done, on the calling thread
     * @throws ModelException if an item cannot be asked or the model fails; the message names the item
     * @throws InterruptedException if interrupted; calls under way are cancelled
     */
    public Scored score(String version, Suite suite, IntConsumer progress) throws InterruptedException {
        long startNanos = System.nanoTime();
        List<ItemScore> scores = Asked.all(suite.items(), item -> ask(version, suite, item), progress);
        return new Scored(version, suite, scores, (System.nanoTime() - startNanos) / 1e9);
    }

    private Asked<ItemScore> ask(String version, Suite suite, Item item) {
        String place = "suite " + suite.name() + ", item " + item.id();
        if (item instanceof ChoiceItem choice) {
            ChoiceItem shuffled = choice.shuffled();
            List<String> texts =
                    shuffled.choices().stream().map(ChoiceItem.Choice::text).toList();
            String text = prompt.text(choice.instruction(), choice.input());
            var call = new ScoringCall(version, Optional.of(prefix), text, texts, List.of(), scheduling);
            return Asked.of(place, List.of(model.score(call)), scores -> scored(shuffled, scores.get(0)));
        }
        if (item instanceof MatchItem match) {
            // The engine takes the calls of several items at once, and only the answers' tokens are scored.
            List<CompletableFuture<Scores>> calls = Stream.concat(Stream.of(match.right()), match.wrong().stream())
                    .map(instruction -> model.score(new ScoringCall(
                            version,
                            Optional.of(prefix),
                            prompt.text(instruction, ""),
                            List.of(match.answer()),
                            List.of(),
                            scheduling)))
                    .toList();
            return Asked.of(place, calls, scores -> scored(match, scores));
        }
        RubricItem rubric = (RubricItem) item;
        var call = new GenerationCall(
                version,
                Optional.of(prefix),
                prompt.text(rubric.instruction(), rubric.input()),
                SamplingParams.greedy(prompt.sampling().maxTokens(), prompt.stop()),
                0,
                scheduling);
        return Asked.of(place, List.of(model.generate(call)), generations -> scored(rubric, generations.get(0)));
    }

    private static ItemScore scored(MatchItem item, List<Scores> scores) {
        double[] logs = scores.stream()
                .mapToDouble(each -> each.continuations().get(0).logProbability())
                .toArray();
        // The right instruction is first: a tie is no credit.
        for (int i = 1; i < logs.length; i++) {
            if (logs[i] == logs[0]) {
                logs[0] = Math.nextDown(logs[0]);
            }
        }
        double score = item.measure().score(logs, place -> place == 0);
        int best = best(logs);
        return new ItemScore(
                item.id(),
                item.behaviour(),
                score,
                best == 0 ? item.right() : item.wrong().get(best - 1));
    }

    private static int best(double[] logs) {
        int best = 0;
        for (int i = 1; i < logs.length; i++) {
            best = logs[i] > logs[best] ? i : best;
        }
        return best;
    }

    private static ItemScore scored(ChoiceItem item, Scores scores) {
        double[] logs = scores.continuations().stream()
                .mapToDouble(Scores.Continuation::logProbability)
                .toArray();
        double score = item.score(logs);
        return new ItemScore(
                item.id(),
                item.behaviour(),
                score,
                item.choices().get(best(logs)).text());
    }

    private static ItemScore scored(RubricItem item, Generation generation) {
        String answer = generation.text().strip();
        return new ItemScore(item.id(), item.behaviour(), item.passes(answer) ? 1 : 0, answer);
    }
}
