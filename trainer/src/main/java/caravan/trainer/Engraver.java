package caravan.trainer;

import caravan.schemas.Dataset;
import java.io.IOException;
import java.util.function.Consumer;

/** Makes a model from a dataset. */
@FunctionalInterface
public interface Engraver {
    /**
     * Trains an adapter of the base on the dataset and saves it. The same dataset may come again after a crash; what
     * was saved for it then may be used or replaced.
     *
     * @param progress told after every step, on the calling thread
     * @throws BadDatasetException when the dataset can never be trained on
     * @throws IOException when the disk fails; trying again may help
     * @throws InterruptedException when the thread was interrupted, which ends the training between two steps
     */
    Engraving engrave(Dataset dataset, Consumer<EngravingProgress> progress)
            throws BadDatasetException, IOException, InterruptedException;
}
