package caravan.trainer.pretrain;

import caravan.inference.djl.TrainingBatch;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import java.util.EnumMap;
import java.util.Map;

/** What a step reads. */
enum Curriculum {
    /**
     * Of a training from nothing. Each step has short and medium rows; once the formats are known (a quarter of the
     * way), every sixth step adds a row under the full constitution, and later every second: such a row costs about
     * twice as much as a step without it, and half of it is prefix.
     */
    FIRST {
        @Override
        Map<Size, TrainingBatch> batches(Packer packer, int step, double progress, int columnsMax) {
            Map<Size, TrainingBatch> batches = new EnumMap<>(Size.class);
            batches.put(Size.SHORT, packer.batch(Size.SHORT, 3, SHORT_COLUMNS));
            batches.put(Size.MEDIUM, packer.batch(Size.MEDIUM, 1, MEDIUM_COLUMNS));
            int every = progress < LONG_OFTEN_FROM ? 6 : 2;
            if (progress >= LONG_FROM && step % every == 0) {
                batches.put(Size.LONG, packer.grove(Size.LONG, Math.min(4096, columnsMax)));
            }
            return batches;
        }
    },
    /**
     * Of one that goes on from a model: short questions under short constitutions and under none, and beside them less
     * of all that the model has read before, so that it is not forgotten.
     */
    FURTHER {
        @Override
        Map<Size, TrainingBatch> batches(Packer packer, int step, double progress, int columnsMax) {
            Map<Size, TrainingBatch> batches = new EnumMap<>(Size.class);
            batches.put(Size.RULES, packer.grove(Size.RULES, MEDIUM_COLUMNS));
            batches.put(Size.BARE, packer.grove(Size.BARE, SHORT_COLUMNS));
            if (step % 2 == 0) {
                batches.put(Size.SHORT, packer.batch(Size.SHORT, 1, SHORT_COLUMNS));
            }
            if (step % 8 == 1) {
                batches.put(Size.MEDIUM, packer.batch(Size.MEDIUM, 1, MEDIUM_COLUMNS));
            }
            if (step % 16 == 3) {
                batches.put(Size.LONG, packer.grove(Size.LONG, Math.min(3072, columnsMax)));
            }
            return batches;
        }
    };

    private static final int SHORT_COLUMNS = 512;
    private static final int MEDIUM_COLUMNS = 1024;
    private static final double LONG_FROM = 0.25;
    private static final double LONG_OFTEN_FROM = 0.6;

    /**
     * The batches of a step, whose gradients are summed.
     *
     * @param progress share of the training that is done, in [0, 1]
     * @param columnsMax the model's context
     */
    abstract Map<Size, TrainingBatch> batches(Packer packer, int step, double progress, int columnsMax);
}
