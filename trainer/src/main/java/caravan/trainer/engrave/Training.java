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
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> heldOutLosses = new ArrayList<>();
    private long tokens;
    private long tokensBegun;
    private int stepBegun;
    private double secondsBegun;
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
                if (losses.size() == heldOutLosses.size() * plan.stepsPerEpoch()) {
                    judge();
                }
                if (losses.size() == plan.steps()) {
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
        return new Result(checkpoint.best(place()), metrics(), LossPicture.of(losses, heldOutLosses));
    }

    /**
     * What came of it.
     *
     * @param best where the best model lies
     * @param metrics what was measured; of examples left out it knows nothing
     * @param picture of the losses, as SVG
     */
    record Result(Path best, EngravingMetrics metrics, String picture) {}

    private TrainingPlace place() {
        return new TrainingPlace(tokens, secondsBegun + seconds(), losses, heldOutLosses);
    }

    /** Saves before it ends, which an interrupted thread cannot: it must not count as one meanwhile. */
    private InterruptedException calledOff(Exception cause) {
        InterruptedException off =
                new InterruptedException("the training was called off before step " + (losses.size() + 1));
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
            losses.addAll(saved.get().losses());
            heldOutLosses.addAll(saved.get().heldOutLosses());
            tokens = saved.get().tokens();
            secondsBegun = saved.get().seconds();
            stepSaved = losses.size();
        } else {
            heldOutLosses.add(heldOutLoss());
        }
        stepBegun = losses.size();
        tokensBegun = tokens;
        nextSaveNanos = System.nanoTime() + settings.checkpointEvery().toNanos();
    }

    /** One optimizer step on the mean loss over the learned tokens of all its passes. */
    private void step() throws InterruptedException {
        int step = losses.size();
        Engine.getEngine("PyTorch").setRandomSeed((int) ContentHash.seed("dropout", settings.seed(), step));
        double sum = 0;
        long learned = 0;
        long read = 0;
        for (TrainingBatch pass : Packing.batches(examples(step), settings.tokensMax(), settings.passTokensMax())) {
            requireWanted();
            sum += decoder.accumulate(pass) * pass.labelled();
            learned += pass.labelled();
            read += pass.filled();
        }
        requireWanted();
        decoder.apply(settings.peakLearningRate() * plan.rate(step));
        losses.add(sum / learned);
        tokens += read;
        tell();
    }

    /** Those of a step, in the order of its epoch, which sees each example once. */
    private List<EncodedExample> examples(int step) {
        List<EncodedExample> order = new ArrayList<>(training);
        Collections.shuffle(order, new Random(ContentHash.seed("order", settings.seed(), step / plan.stepsPerEpoch())));
        int from = step % plan.stepsPerEpoch() * plan.batchExamples();
        return order.subList(from, Math.min(order.size(), from + plan.batchExamples()));
    }

    private void judge() throws IOException, InterruptedException {
        double heldOutLoss = heldOutLoss();
        TrainingPlace judged = place().judged(heldOutLoss);
        if (judged.bestEpoch() == judged.epochsJudged()) {
            Path folder = checkpoint.best(judged);
            Files.createDirectories(folder);
            keeping.keep(folder);
            DurableFiles.syncFolder(folder);
        }
        // Only now, so that no checkpoint names a model that is not whole.
        heldOutLosses.add(heldOutLoss);
        stepSaved = -1;
    }

    private void save() throws IOException {
        long before = System.nanoTime();
        if (stepSaved != losses.size()) {
            checkpoint.save(decoder, place());
            stepSaved = losses.size();
        }
        long now = System.nanoTime();
        nextSaveNanos = now + Math.max(settings.checkpointEvery().toNanos(), SAVING_SHARE * (now - before));
    }

    private void tell() {
        int step = losses.size();
        double stepsPerSecond = (step - stepBegun) / seconds();
        progress.accept(new EngravingProgress(
                settings.method().kind,
                step,
                plan.steps(),
                losses.get(step - 1),
                OptionalDouble.of(heldOutLosses.get(heldOutLosses.size() - 1)),
                (tokens - tokensBegun) / seconds(),
                Duration.ofMillis((long) (1_000 * (plan.steps() - step) / stepsPerSecond))));
    }

    private EngravingMetrics metrics() {
        TrainingPlace place = place();
        return new EngravingMetrics(
                training.size(),
                heldOutExamples,
                0,
                place.step(),
                place.tokens(),
                place.seconds(),
                losses.get(0),
                place.trainLossLast(plan.stepsPerEpoch()),
                heldOutLosses.get(0),
                heldOutLosses.get(place.bestEpoch()));
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
