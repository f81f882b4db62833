package caravan.cli.rounds;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.schemas.Model;
import caravan.schemas.ModelFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A loop's rounds with what their models lose on the held-out examples.
 *
 * @param rounds first one first
 * @param losses of each round's model, in their order: one number an example; none for a round without a model
 */
public record Measured(List<Round> rounds, List<Optional<List<Double>>> losses) {
    /**
     * Measures every model of a loop.
     *
     * @param base folder of the base that all of them were trained from
     */
    public static Measured of(List<Round> rounds, HeldOut heldOut, LanguageModel model, Path base) throws IOException {
        List<Optional<List<Double>>> losses = new ArrayList<>();
        for (Round round : rounds) {
            if (round.model().isPresent()) {
                Model made = round.model().get();
                ModelFolders folders = ModelFolders.on(base, made);
                ModelFiles files = new ModelFiles(made.getVersion(), folders.whole(), folders.adapter());
                losses.add(Optional.of(heldOut.losses(model, files)));
            } else {
                losses.add(Optional.empty());
            }
        }
        return new Measured(rounds, losses);
    }

    /** Mean loss of a round's model, in nats per token. */
    Optional<Double> meanLoss(int round) {
        return losses.get(round)
                .map(each ->
                        each.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
    }

    /**
     * Whether there may be another round after the last. A model that was refused as worse ends the loop, and so does
     * one that is served and loses more on the held-out examples than the best of the rounds before; the best is served
     * then. A dataset that could not be trained on does not: the next one may be.
     */
    public Verdict verdict() {
        int last = rounds.size() - 1;
        if (rounds.get(last).isRefusedAsWorse()) {
            return Verdict.stop(
                    "round " + rounds.get(last).number() + " gave a model that is not better, which was" + " refused");
        }
        Optional<Integer> best = best(last);
        if (losses.get(last).isEmpty() || best.isEmpty()) {
            return Verdict.GO_ON;
        }
        List<Double> before = losses.get(best.get()).orElseThrow();
        Worsening worsening = Worsening.of(losses.get(last).get(), before);
        if (!worsening.isSure()) {
            return Verdict.GO_ON;
        }
        Round kept = rounds.get(best.get());
        return Verdict.stopServing(
                kept.model().orElseThrow().getVersion(),
                String.format(
                        Locale.ROOT,
                        "the model of round %d loses %.3f nats a token more than that of round %d on %d held-out"
                                + " examples of round 1 (standard error %.3f); round %d's is served again",
                        rounds.get(last).number(),
                        worsening.difference(),
                        kept.number(),
                        worsening.examples(),
                        worsening.standardError(),
                        kept.number()));
    }

    /** Which of the rounds before one has the model that loses least. */
    private Optional<Integer> best(int before) {
        Optional<Integer> best = Optional.empty();
        for (int i = 0; i < before; i++) {
            Optional<Double> loss = meanLoss(i);
            if (loss.isPresent()
                    && (best.isEmpty() || loss.get() < meanLoss(best.get()).orElseThrow())) {
                best = Optional.of(i);
            }
        }
        return best;
    }
}
