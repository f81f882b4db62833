package caravan.cli.rounds;

import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import java.util.List;
import java.util.Optional;

/**
 * One round of a loop.
 *
 * @param run the round's run
 * @param dataset what it sealed, once it has
 * @param model what was trained on that, if it is served or was
 * @param refused why there is none
 */
public record Round(Run run, Optional<Dataset> dataset, Optional<Model> model, Optional<Rejection> refused) {
    /** Reasons for which the trainer refuses a model that is worse than what there was. */
    private static final String NOT_BETTER = "not-better";

    private static final String GATE = "gate-";

    /** From 1, as people count. */
    public int number() {
        return run.getRound() + 1;
    }

    /** Versions of the models that wrote its answers. */
    public List<String> writers() {
        return dataset.map(Dataset::getModels).orElse(List.of());
    }

    /** Whether the trainer refused its model for being worse, rather than for data that could not be trained on. */
    public boolean isRefusedAsWorse() {
        return refused.map(Rejection::getReason)
                .filter(reason -> reason.equals(NOT_BETTER) || reason.startsWith(GATE))
                .isPresent();
    }
}
