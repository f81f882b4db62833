package caravan.trainer.pretrain;

import caravan.inference.djl.TrainingBatch;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a step reads. Each step has short and medium rows; once the formats are known (a quarter of the way), every
 * sixth step adds a row under the full constitution, and later every second: such a row costs about twice as much as a
 * step without it, and half of it is prefix.
 */
record Curriculum(int shortRows, int mediumRows, int longColumns) {
    private static final int SHORT_COLUMNS = 512;
    private static final int MEDIUM_COLUMNS = 1024;
    private static final double LONG_FROM = 0.25;
    private static final double LONG_OFTEN_FROM = 0.6;

    /** The batches of a step, whose gradients are summed. */
    Map<Size, TrainingBatch> batches(Packer packer, int step, double progress) {
        Map<Size, TrainingBatch> batches = new EnumMap<>(Size.class);
        batches.put(Size.SHORT, packer.batch(Size.SHORT, shortRows, SHORT_COLUMNS));
        batches.put(Size.MEDIUM, packer.batch(Size.MEDIUM, mediumRows, MEDIUM_COLUMNS));
        int every = progress < LONG_OFTEN_FROM ? 6 : 2;
        if (progress >= LONG_FROM && step % every == 0) {
            batches.put(Size.LONG, packer.grove(longColumns));
        }
        return batches;
    }
}
