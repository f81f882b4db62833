package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Decides whether a model that was trained may take the place of the one that is served. */
@FunctionalInterface
public interface Gate {
    /** Lets every model through, and says nothing of it. */
    Gate OPEN = (candidate, dataset, standing, progress) -> Optional.empty();

    /**
     * Holds a model against those that stand.
     *
     * @param dataset what it was trained on
     * @param progress told how many percent are done, on the calling thread
     * @return what was found and decided, PASSED or REFUSED; empty lets it through
     * @throws InterruptedException when the thread was interrupted
     * @throws RuntimeException when the models could not be asked; trying again may help
     */
    Optional<Evaluation> judge(Model candidate, Dataset dataset, Standing standing, IntConsumer progress)
            throws InterruptedException;
}
