package caravan.trainer.pretrain;

import caravan.inference.djl.DecoderConfig;
import caravan.inference.djl.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a pretraining makes and how long it may take.
 *
 * @param principles folder whose formats, rules and exemplars the corpus is written in
 * @param output model folder to write; training begins anew there, or goes on from its {@code checkpoint}
 * @param from model folder to go on from, with its tokenizer; empty begins with random weights
 * @param shape of the model, if it begins with random weights; its vocabulary is the tokenizer's size
 * @param training arithmetic and AdamW's constants
 * @param seed of weights and corpus
 * @param steps after which training ends, at least 1
 * @param limit of time after which it ends, too; the learning rate falls towards whichever end comes first, so that
 *     only a run that its steps ended can be repeated to the bit
 * @param rateMax learning rate after the warm-up
 * @param rateMin learning rate at the end
 * @param warmUpSteps in which the rate rises from zero
 * @param checkpointSteps between two checkpoints
 */
public record PretrainSettings(
        Path principles,
        Path output,
        Optional<Path> from,
        DecoderConfig shape,
        TrainingSettings training,
        long seed,
        int steps,
        Duration limit,
        double rateMax,
        double rateMin,
        int warmUpSteps,
        int checkpointSteps) {
    /** Part of the training in which the rate stays at its height. */
    private static final double HELD = 0.78;

    /** Pocket's own shape: 3.1M parameters, 4,096 tokens of context. */
    public static final DecoderConfig POCKET =
            new DecoderConfig(4096, 192, 6, 6, 2, 32, 512, 4096, 10_000, 1e-5, true, OptionalInt.empty(), List.of(0));

    public PretrainSettings {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        if (checkpointSteps < 1) {
            throw new IllegalArgumentException("checkpointSteps must be at least 1, was " + checkpointSteps);
        }
        if (!(rateMax > 0 && rateMin >= 0 && rateMin <= rateMax)) {
            throw new IllegalArgumentException(
                    "rateMin must be in [0, rateMax] and rateMax above 0, were " + rateMin + " and " + rateMax);
        }
    }

    /** The run that pocket began with. */
    public static PretrainSettings pocket(Path principles, Path output, int steps, Duration limit) {
        return new PretrainSettings(
                principles,
                output,
                Optional.empty(),
                POCKET,
                TrainingSettings.DEFAULTS.withThreads(1),
                42,
                steps,
                limit,
                2e-3,
                1e-4,
                60,
                100);
    }

    /**
     * The run that goes on from such a model, with the seed after that of its last run, so that it reads no document
     * twice.
     *
     * @throws IOException if the model has no record of its training
     */
    public static PretrainSettings further(Path principles, Path output, Path from, int steps, Duration limit)
            throws IOException {
        return new PretrainSettings(
                principles,
                output,
                Optional.of(from),
                POCKET,
                TrainingSettings.DEFAULTS.withThreads(1),
                TrainingRecord.read(from).seed() + 1,
                steps,
                limit,
                1.5e-3,
                1e-4,
                60,
                50);
    }

    Curriculum curriculum() {
        return from.isPresent() ? Curriculum.FURTHER : Curriculum.FIRST;
    }

    /** The learning rate of a step: a linear warm-up, long at rateMax, then half a cosine down to rateMin. */
    double rate(int step, double progress) {
        double fallen = Math.max(0, Math.min(1, (progress - HELD) / (1 - HELD)));
        double cosine = rateMin + (rateMax - rateMin) * (1 + Math.cos(Math.PI * fallen)) / 2;
        return cosine * Math.min(1, (step + 1.0) / Math.max(1, warmUpSteps));
    }
}
