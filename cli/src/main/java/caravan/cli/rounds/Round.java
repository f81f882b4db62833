package caravan.cli.rounds;

import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.trainer.GateMetrics;
import java.util.List;
import java.util.Optional;

/**
 * One round of a loop.
 *
 * @param run the round's run
 * @param dataset what it sealed, once it has
 * @param model what was trained on that; whether the gate let it be served is among its figures
 * @param refused why there is none
 */
public record Round(Run run, Optional<Dataset> dataset, Optional<Model> model, Optional<Rejection> refused) {
    /** The reason for which the trainer rejects a model that is no better than the base on its own data. */
    private static final String NOT_BETTER = "not-better";

    /** From 1, as people count. */
    public int number() {
        return run.getRound() + 1;
    }

    /** Versions of the models that wrote its answers. */
    public List<String> writers() {
        return dataset.map(Dataset::getModels).orElse(List.of());
    }

    /** Whether its model is served, or was. */
    public boolean isServed() {
        return model.filter(each -> !GateMetrics.isRefused(each)).isPresent();
    }

    /** Whether its model was refused for being worse, rather than its data for being such as cannot be trained on. */
    public boolean isRefusedAsWorse() {
        boolean isWithheld = model.filter(GateMetrics::isRefused).isPresent();
        return isWithheld
                || refused.map(Rejection::getReason).filter(NOT_BETTER::equals).isPresent();
    }
}
