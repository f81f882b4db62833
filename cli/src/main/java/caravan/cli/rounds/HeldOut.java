package caravan.cli.rounds;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.schemas.Dataset;
import caravan.trainer.BadDatasetException;
import caravan.trainer.dataset.DatasetReader;
import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.dataset.HeldOutSplit;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Examples on which all models of a loop are measured: those of the first round's dataset that its training held out.
 * The base wrote them, and the same instruction is held out of every later dataset as well, so that a model that only
 * learns to repeat itself does not look better here, as it would on examples of its own. Not thread-safe.
 */
public final class HeldOut {
    private final List<DatasetRow> rows;
    private final Map<String, List<Double>> lossesByVersion = new HashMap<>();

    private HeldOut(List<DatasetRow> rows) {
        this.rows = rows;
    }

    /**
     * Those of a dataset.
     *
     * @param share the trainer's share of examples that are held out
     * @throws IOException if the dataset's files cannot be read, or are not those that were sealed
     */
    public static HeldOut of(Dataset first, double share) throws IOException {
        try {
            return new HeldOut(HeldOutSplit.of(DatasetReader.read(first), DatasetRow::prompt, share)
                    .heldOut());
        } catch (BadDatasetException e) {
            throw new IOException("dataset " + first.getId() + " cannot be measured on", e);
        }
    }

    /**
     * A model's mean loss per token on each example, in nats; measured once for each version.
     *
     * @throws IOException if the model cannot score, or not now
     */
    public List<Double> losses(LanguageModel model, ModelFiles files) throws IOException {
        List<Double> known = lossesByVersion.get(files.version());
        if (known != null) {
            return known;
        }
        try {
            model.load(files).join();
            List<CompletableFuture<Scores>> scores = rows.stream()
                    .map(row -> model.score(call(files.version(), row)))
                    .toList();
            List<Double> losses = scores.stream().map(each -> loss(each.join())).toList();
            lossesByVersion.put(files.version(), losses);
            return losses;
        } catch (CompletionException e) {
            throw new IOException(
                    "model " + files.version() + " cannot be measured on held-out examples", e.getCause());
        }
    }

    private static ScoringCall call(String version, DatasetRow row) {
        return new ScoringCall(
                version,
                Optional.empty(),
                row.prompt(),
                List.of(row.completion()),
                List.of(),
                Scheduling.ofPriority(0));
    }

    private static double loss(Scores scores) {
        Scores.Continuation completion = scores.continuations().get(0);
        return -completion.logProbability() / completion.logProbabilities().size();
    }
}
