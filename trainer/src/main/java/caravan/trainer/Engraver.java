package caravan.trainer;

import caravan.schemas.Dataset;
import java.io.IOException;
import java.util.function.Consumer;

/** Makes a model from a dataset. */
@FunctionalInterface
public interface Engraver {
    /**
     * Trains the base, or an adapter of it, on the dataset and saves what comes of it. The same dataset may come again
     * after a crash; what was saved for it is then used.
     *
     * @param progress told after every step, on the calling thread
     * @throws BadDatasetException when the dataset can never be trained on
     * @throws IOException when the disk fails; trying again may help
     * @throws InterruptedException when the thread was interrupted, which ends the training between two steps
     */
    Engraving engrave(Dataset dataset, Consumer<EngravingProgress> progress)
            throws BadDatasetException, IOException, InterruptedException;

    /** The dataset has had its outcome and will not come again: what was kept to go on with may be removed. */
    default void forget(Dataset dataset) {
        // An engraver that keeps nothing has nothing to remove.
    }
}
