package caravan.trainer.engrave;

import ai.djl.engine.Engine;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.schemas.ContentHash;
import caravan.trainer.EngravingMetrics;
import caravan.trainer.EngravingProgress;
import caravan.trainer.dataset.HeldOutSplit;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One training, from the first step, or from where its {@link Checkpoint} stands, to the last. The order of the
 * examples depends on (seed, epoch) and the dropout on (seed, step) alone, so that a training that goes on draws what
 * an undisturbed one would have drawn: on one thread of one machine its result is the same to the bit.
 *
 * <p>Confined to one thread; interrupting it ends the training before the next pass, with a checkpoint.
 */
final class Training {
    /** Saving takes at most one part in so many of the time, however large the model is. */
    private static final int SAVING_SHARE = 20;

    private final TrainableDecoder decoder;
    private final EngravingSettings settings;
    private final EngravingPlan plan;
    private final Checkpoint checkpoint;
    private final Keeping keeping;
    private final Consumer<EngravingProgress> progress;
    private final List<EncodedExample> training;
    private final List<TrainingBatch> heldOut;
    private final int heldOutExamples;
    private final long startedNanos = System.nanoTime();
    private TrainingPlace place = TrainingPlace.start(Double.NaN);
    private TrainingPlace begun = place;
    private int stepSaved = -1;
    private long nextSaveNanos;

    /** Writes the model as it is now into a folder. */
    @FunctionalInterface
    interface Keeping {
        void keep(Path folder) throws IOException;
    }

    Training(
            TrainableDecoder decoder,
            EngravingSettings settings,
            HeldOutSplit<EncodedExample> split,
            Checkpoint checkpoint,
            Keeping keeping,
            Consumer<EngravingProgress> progress) {
        this.decoder = decoder;
        this.settings = settings;
        this.plan = EngravingPlan.of(split.training().size(), settings);
        this.checkpoint = checkpoint;
        this.keeping = keeping;
        this.progress = progress;
        this.training = split.training();
        this.heldOutExamples = split.heldOut().size();
        this.heldOut = Packing.batches(split.heldOut(), settings.tokensMax(), settings.passTokensMax());
    }

    /** Trains to the end; gives the folder of the best model, and what was measured. */
    Result run() throws IOException, InterruptedException {
        begin();
        try {
            while (true) {
                if (place.step() == (place.epochsJudged() + 1) * plan.stepsPerEpoch()) {
                    judge();
                }
                if (place.step() == plan.steps()) {
                    break;
                }
                step();
                if (System.nanoTime() - nextSaveNanos >= 0) {
                    save();
                }
            }
            // So that nothing is trained again should the process end before the model is published.
            save();
        } catch (InterruptedException | ClosedByInterruptException e) {
            throw calledOff(e);
        }
        return new Result(checkpoint.best(place), metrics());
    }

    /**
     * What came of it.
     *
     * @param best where the best model lies
     * @param metrics what was measured; of examples left out it knows nothing
     */
    record Result(Path best, EngravingMetrics metrics) {}

    /** Saves before it ends, which an interrupted thread cannot: it must not count as one meanwhile. */
    private InterruptedException calledOff(Exception cause) {
        InterruptedException off =
                new InterruptedException("the training was called off before step " + (place.step() + 1));
        off.initCause(cause);
        boolean unused = Thread.interrupted();
        try {
            save();
        } catch (IOException e) {
            off.addSuppressed(e);
        }
        return off;
    }

    private void begin() throws IOException, InterruptedException {
        Optional<TrainingPlace> saved = checkpoint.place();
        if (saved.isPresent()) {
            checkpoint.restore(decoder, saved.get());
            place = saved.get();
            stepSaved = place.step();
        } else {
            place = TrainingPlace.start(heldOutLoss());
        }
        begun = place;
        nextSaveNanos = System.nanoTime() + settings.checkpointEvery().toNanos();
    }

    /** One optimizer step on the mean loss over the learned tokens of all its passes. */
    private void step() throws InterruptedException {
        int step = place.step();
        Engine.getEngine("PyTorch").setRandomSeed((int) ContentHash.seed("dropout", settings.seed(), step));
        double sum = 0;
        long learned = 0;
        long tokens = 0;
        for (TrainingBatch pass : Packing.batches(examples(step), settings.tokensMax(), settings.passTokensMax())) {
            requireWanted();
            sum += decoder.accumulate(pass) * pass.labelled();
            learned += pass.labelled();
            tokens += pass.filled();
        }
        requireWanted();
        decoder.apply(settings.learningRate() * plan.rate(step));
        place = place.stepped(sum / learned, tokens);
        tell(sum / learned);
    }

    /** Those of a step, in the order of its epoch, which sees each example once. */
    private List<EncodedExample> examples(int step) {
        List<EncodedExample> order = new ArrayList<>(training);
        Collections.shuffle(order, new Random(ContentHash.seed("order", settings.seed(), step / plan.stepsPerEpoch())));
        int from = step % plan.stepsPerEpoch() * plan.batchExamples();
        return order.subList(from, Math.min(order.size(), from + plan.batchExamples()));
    }

    private void judge() throws IOException, InterruptedException {
        TrainingPlace judged = place.judged(heldOutLoss(), plan.stepsPerEpoch());
        if (judged.bestEpoch() == judged.epochsJudged()) {
            Path folder = checkpoint.best(judged);
            Files.createDirectories(folder);
            keeping.keep(folder);
            DurableFiles.syncFolder(folder);
        }
        // Only now, so that no checkpoint names a model that is not whole.
        place = judged;
        stepSaved = -1;
    }

    private void save() throws IOException {
        long before = System.nanoTime();
        if (stepSaved != place.step()) {
            checkpoint.save(decoder, place.after(seconds()));
            stepSaved = place.step();
        }
        long now = System.nanoTime();
        nextSaveNanos = now + Math.max(settings.checkpointEvery().toNanos(), SAVING_SHARE * (now - before));
    }

    private void tell(double loss) {
        double stepsPerSecond = (place.step() - begun.step()) / seconds();
        progress.accept(new EngravingProgress(
                settings.method().kind,
                place.step(),
                plan.steps(),
                loss,
                OptionalDouble.of(place.heldOutLossLatest()),
                (place.tokens() - begun.tokens()) / seconds(),
                Duration.ofMillis((long) (1_000 * (plan.steps() - place.step()) / stepsPerSecond))));
    }

    private EngravingMetrics metrics() {
        return new EngravingMetrics(
                training.size(),
                heldOutExamples,
                0,
                place.step(),
                place.tokens(),
                place.after(seconds()).seconds(),
                place.trainLossFirst(),
                place.trainLossLast(),
                place.heldOutLossBefore(),
                place.heldOutLossBest());
    }

    private double heldOutLoss() throws InterruptedException {
        double sum = 0;
        long learned = 0;
        for (TrainingBatch pass : heldOut) {
            requireWanted();
            sum += decoder.loss(pass) * pass.labelled();
            learned += pass.labelled();
        }
        return sum / learned;
    }

    private void requireWanted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the training was called off");
        }
    }

    /** Since this process began it. */
    private double seconds() {
        return Math.max(1, System.nanoTime() - startedNanos) / 1e9;
    }
}
