package caravan.trainer.engrave;

import ai.djl.engine.Engine;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.schemas.ContentHash;
import caravan.trainer.EngravingMetrics;
import caravan.trainer.EngravingProgress;
import caravan.trainer.dataset.HeldOutSplit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One training, from the first step to the last. The order of the examples depends on (seed, epoch) and the dropout on
 * (seed, step) alone, so that a training that goes on from a checkpoint can draw what an undisturbed one would have
 * drawn.
 *
 * <p>Confined to one thread; interrupting it ends the training before the next pass.
 */
final class Training {
    /** Tokens of a forward and backward pass: bounds the memory, and how long a stop waits. */
    private static final int PASS_TOKENS_MAX = 2_048;

    private final TrainableDecoder decoder;
    private final EngravingSettings settings;
    private final EngravingPlan plan;
    private final Consumer<EngravingProgress> progress;
    private final long startedNanos = System.nanoTime();
    private int step;
    private long tokens;
    private double trainLossFirst = Double.NaN;

    Training(
            TrainableDecoder decoder,
            EngravingSettings settings,
            EngravingPlan plan,
            Consumer<EngravingProgress> progress) {
        this.decoder = decoder;
        this.settings = settings;
        this.plan = plan;
        this.progress = progress;
    }

    /** Writes the adapter as it is now, over the one kept before. */
    @FunctionalInterface
    interface Keeping {
        void keep() throws IOException;
    }

    /** Trains; the adapter kept last is the best. */
    EngravingMetrics run(HeldOutSplit<EncodedExample> split, Keeping keeping) throws IOException, InterruptedException {
        List<TrainingBatch> heldOut = Packing.batches(split.heldOut(), settings.tokensMax(), PASS_TOKENS_MAX);
        double heldOutLossBefore = heldOutLoss(heldOut);
        double heldOutLossBest = Double.POSITIVE_INFINITY;
        double trainLossLast = Double.NaN;
        for (int epoch = 0; epoch < plan.epochs(); epoch++) {
            trainLossLast = epoch(epoch, split.training());
            double loss = heldOutLoss(heldOut);
            if (epoch == 0 || loss < heldOutLossBest) {
                keeping.keep();
                heldOutLossBest = loss;
            }
        }
        return new EngravingMetrics(
                split.training().size(),
                split.heldOut().size(),
                0,
                step,
                tokens,
                seconds(),
                trainLossFirst,
                trainLossLast,
                heldOutLossBefore,
                heldOutLossBest);
    }

    /** Sees each example once; gives the mean loss of the steps. */
    private double epoch(int epoch, List<EncodedExample> training) throws InterruptedException {
        List<EncodedExample> order = new ArrayList<>(training);
        Collections.shuffle(order, new Random(ContentHash.seed("order", settings.seed(), epoch)));
        double sum = 0;
        for (int from = 0; from < order.size(); from += plan.batchExamples()) {
            List<EncodedExample> examples = order.subList(from, Math.min(order.size(), from + plan.batchExamples()));
            sum += step(Packing.batches(examples, settings.tokensMax(), PASS_TOKENS_MAX));
        }
        return sum / plan.stepsPerEpoch();
    }

    /** One optimizer step on the mean loss over the learned tokens of all passes. */
    private double step(List<TrainingBatch> passes) throws InterruptedException {
        Engine.getEngine("PyTorch").setRandomSeed((int) ContentHash.seed("dropout", settings.seed(), step));
        double sum = 0;
        long learned = 0;
        for (TrainingBatch pass : passes) {
            requireWanted();
            sum += decoder.accumulate(pass) * pass.labelled();
            learned += pass.labelled();
            tokens += pass.filled();
        }
        requireWanted();
        decoder.apply(settings.learningRate() * plan.rate(step));
        double loss = sum / learned;
        if (step == 0) {
            trainLossFirst = loss;
        }
        step++;
        Duration remaining = Duration.ofMillis((long) (1_000 * seconds() / step * (plan.steps() - step)));
        progress.accept(new EngravingProgress(step, plan.steps(), loss, tokens / seconds(), remaining));
        return loss;
    }

    private double heldOutLoss(List<TrainingBatch> heldOut) throws InterruptedException {
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
            throw new InterruptedException("the training was called off before step " + (step + 1));
        }
    }

    private double seconds() {
        return Math.max(1, System.nanoTime() - startedNanos) / 1e9;
    }
}
