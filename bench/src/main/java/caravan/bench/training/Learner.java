package caravan.bench.training;

import caravan.inference.djl.DecoderConfig;
import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.inference.djl.TrainingRows;
import caravan.inference.djl.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Something that is trained.
 *
 * @param name for the report
 * @param folder of the base
 * @param isLora whether an adapter learns, or all weights
 */
record Learner(String name, Path folder, boolean isLora) {
    /** The paper's adapter. */
    private static final LoraConfig LORA =
            new LoraConfig(16, 16, 0.05, List.of("q_proj", "k_proj", "v_proj", "o_proj"));

    TrainableDecoder open(TrainingSettings settings) throws IOException {
        return isLora ? TrainableDecoder.adapt(folder, LORA, 1, settings) : TrainableDecoder.open(folder, settings);
    }

    /**
     * Operations of the products with weights that a token needs at least: two for each weight in the forward pass, two
     * for the gradient of its input, and two for its own if it learns. Attention, norms, the loss and the optimizer are
     * not counted: they are what the share is lost to.
     */
    double operations(DecoderConfig shape) {
        double attention = (double) shape.width() * shape.headWidth() * (2 * shape.heads() + 2 * shape.keyValueHeads());
        double feedForward = 3.0 * shape.width() * shape.feedForward();
        double weights = shape.layers() * (attention + feedForward) + (double) shape.vocabulary() * shape.width();
        return isLora ? 4 * weights + 6 * adapter(shape) : 6 * weights;
    }

    private static double adapter(DecoderConfig shape) {
        double queries = (double) shape.heads() * shape.headWidth();
        double keys = (double) shape.keyValueHeads() * shape.headWidth();
        // Of q, k, v and o: a row and a column for each rank.
        return (double) shape.layers() * LORA.rank() * (4.0 * shape.width() + 2 * queries + 2 * keys);
    }

    /** Rows of random tokens, each predicted. */
    static TrainingBatch batch(DecoderConfig shape, int rows, int columns, long seed) {
        Random random = new Random(seed);
        TrainingRows batch = new TrainingRows(columns);
        for (int row = 0; row < rows; row++) {
            if (row > 0) {
                batch.newRow();
            }
            batch.document(random.ints(columns, 0, shape.vocabulary()).toArray(), 0);
        }
        return batch.build();
    }
}
