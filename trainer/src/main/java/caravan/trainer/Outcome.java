package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Rejection;
import caravan.schemas.Serving;
import caravan.schemas.Timing;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of a dataset: a model that is served from now on, or a rejection. Every dataset that was read has
 * exactly one.
 */
sealed interface Outcome {
    /** The step's name in records and metrics. */
    String STEP = "trainer";

    /** The alias that a new model takes. */
    String ALIAS = "aligned";

    /** The model and what it is called from now on. */
    record Served(Model model, Serving serving) implements Outcome {}

    /** Why there is none. */
    record Refused(Rejection rejection) implements Outcome {}

    /**
     * The outcome of a training. This is the gate, in its first form: the adapter must make held-out examples of its
     * own dataset likelier than the base does. It catches a training that diverged or learned nothing; it does not
     * compare behaviour with the model now served, for which an evaluation set apart from all datasets is needed.
     *
     * @param base version of the base it was trained on
     * @param startedAt when the training began, milliseconds since the epoch
     * @param now milliseconds since the epoch
     */
    static Outcome of(Dataset dataset, Engraving engraving, String base, long startedAt, long now) {
        EngravingMetrics metrics = engraving.metrics();
        if (!metrics.isBetter()) {
            String figures = String.format(
                    Locale.ROOT,
                    "held-out loss must fall, was %.4f of the base and %.4f after %d steps on %d examples (%d held out);"
                            + " the adapter is %s",
                    metrics.heldOutLossBefore(),
                    metrics.heldOutLossAfter(),
                    metrics.steps(),
                    metrics.examples(),
                    metrics.heldOutExamples(),
                    engraving.folder());
            return refused(dataset, "not-better", figures, startedAt, now);
        }
        Model model = Model.newBuilder()
                .setVersion(engraving.version())
                .setKind(ModelKind.ADAPTER)
                .setBase(base)
                .setUri(engraving.folder().toUri().toString())
                .setDataset(dataset.getId())
                .setAncestry(dataset.getModels())
                .setSettings(engraving.settings())
                .setMetrics(metrics.toMap())
                .setCreatedAt(now)
                .build();
        Serving serving = Serving.newBuilder()
                .setAlias(ALIAS)
                .setVersion(engraving.version())
                .setBy(STEP)
                .setSince(now)
                .build();
        return new Served(model, serving);
    }

    /** A dataset that gives no model, for a reason in kebab case. */
    static Outcome refused(Dataset dataset, String reason, String detail, long startedAt, long now) {
        Lineage lineage = Lineage.newBuilder()
                .setRun(dataset.getRun())
                .setSource("datasets")
                .setRound(dataset.getRound())
                .setPrinciples(dataset.getPrinciples())
                .setParents(List.of(dataset.getId()))
                .setTimings(List.of(new Timing(STEP, startedAt, now)))
                .build();
        return new Refused(Rejection.newBuilder()
                .setId(dataset.getId())
                .setStep(STEP)
                .setReason(reason)
                .setDetail(detail)
                .setText(dataset.toString())
                .setLineage(lineage)
                .build());
    }
}
