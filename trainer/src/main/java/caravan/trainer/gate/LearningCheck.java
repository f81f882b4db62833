package caravan.trainer.gate;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.ModelException;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.principles.EngravingPrompt;
import caravan.schemas.ContentHash;
import caravan.schemas.Dataset;
import caravan.schemas.LearningTest;
import caravan.trainer.BadDatasetException;
import caravan.trainer.dataset.DatasetReader;
import caravan.trainer.evaluation.Asked;
import caravan.trainer.gate.Learning.PairScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asks a model and its base what {@link Learning} judges, on rows of the model's training data. */
final class LearningCheck {
    /** With so many, the means of gently trained models lie far from the bound, and it takes some seconds. */
    private static final int ROWS_MAX = 200;

    private final LanguageModel model;
    private final SharedPrefix prefix;
    private final String base;
    private final Scheduling scheduling;
    private final ScoreShelf shelf;

    /** {@code base} is the version below all adapters. */
    LearningCheck(LanguageModel model, EngravingPrompt prompt, String base, Scheduling scheduling, ScoreShelf shelf) {
        this.model = model;
        this.prefix = new SharedPrefix(ContentHash.of(prompt.prefix()), prompt.prefix());
        this.base = base;
        this.scheduling = scheduling;
        this.shelf = shelf;
    }

    /**
     * Looks at a version and its base, which are loaded. What is wrong with the dataset's files is the finding.
     *
     * @param progress told how many percent are done, on the calling thread
     */
    LearningTest of(String version, Dataset dataset, IntConsumer progress) throws InterruptedException {
        List<Pairing> pairings;
        try {
            pairings = Pairing.draw(DatasetReader.read(dataset), prefix.text(), ROWS_MAX);
        } catch (BadDatasetException e) {
            return Learning.undecided(e.reason(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("dataset " + dataset.getId() + ": reading failed", e);
        }
        return pairings.size() < Learning.PAIRS_MIN
                ? Learning.tooFew(pairings.size())
                : Learning.test(scores(version, pairings, progress));
    }

    private List<PairScore> scores(String version, List<Pairing> pairings, IntConsumer progress)
            throws InterruptedException {
        double[] ofBase = ofBase(pairings, done -> progress.accept(25 * done / pairings.size()));
        List<double[]> ofModel = Asked.all(
                pairings,
                pairing -> ask(version, pairing, Stream.concat(Stream.of(pairing.own()), pairing.foreign().stream())),
                done -> progress.accept(25 + 75 * done / pairings.size()));
        return IntStream.range(0, pairings.size())
                .mapToObj(row -> PairScore.of(ofModel.get(row), ofBase[row]))
                .filter(PairScore::isWhole)
                .toList();
    }

    private double[] ofBase(List<Pairing> pairings, IntConsumer progress) throws InterruptedException {
        String hash = ContentHash.of(
                Stream.concat(Stream.of(prefix.text()), pairings.stream()).toArray());
        Optional<double[]> kept = shelf.find(hash, base, pairings.size());
        if (kept.isPresent()) {
            return kept.get();
        }
        double[] scores =
                Asked.all(pairings, pairing -> ask(base, pairing, Stream.of(pairing.own())), progress).stream()
                        .mapToDouble(only -> only[0])
                        .toArray();
        shelf.keep(hash, base, scores);
        return scores;
    }

    /** The answer after each of these prompts, in nats a token; no number where both are longer than the context. */
    private Asked<double[]> ask(String version, Pairing pairing, Stream<String> prompts) {
        List<CompletableFuture<Double>> calls = prompts.map(prompt -> model.score(new ScoringCall(
                                version,
                                pairing.isPrefixed() ? Optional.of(prefix) : Optional.empty(),
                                prompt,
                                List.of(pairing.answer()),
                                List.of(),
                                scheduling))
                        .thenApply(LearningCheck::perToken)
                        .exceptionally(LearningCheck::unlessTooLong))
                .toList();
        return Asked.of(
                "row " + pairing.id(),
                calls,
                scores -> scores.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double perToken(Scores scores) {
        return scores.continuations().get(0).logProbabilities().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** A text that is longer than the context is no failure: training cuts it, and here its pair is left out. */
    private static double unlessTooLong(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ModelException why && why.reason().equals("prompt-too-long")) {
            return Double.NaN;
        }
        throw new CompletionException(cause);
    }
}
