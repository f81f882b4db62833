package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Serving;
import caravan.schemas.Timing;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of a dataset: a model that is served from now on, a model that is kept and not served, or a rejection.
 * Every dataset that was read has exactly one.
 */
sealed interface Outcome {
    /** The step's name in records and metrics. */
    String STEP = "trainer";

    /** The alias that a new model takes. */
    String ALIAS = "aligned";

    /**
     * The model and what it is called from now on; the evaluation by which the gate let it through, if there is one.
     */
    record Served(Model model, Serving serving, Optional<Evaluation> evaluation) implements Outcome {}

    /** A model that the gate refused: a person may serve it all the same. */
    record Withheld(Model model, Evaluation evaluation) implements Outcome {}

    /** Why there is none. */
    record Refused(Rejection rejection) implements Outcome {}

    /**
     * Whether a training is worth a look at its model: the model must make held-out examples of its own dataset
     * likelier than the base does. It catches a training that diverged or learned nothing; how the model behaves is for
     * the {@link Gate}.
     *
     * @param startedAt when the training began, milliseconds since the epoch
     * @param now milliseconds since the epoch
     * @return the rejection, if it is not
     */
    static Optional<Outcome> uselessness(Dataset dataset, Engraving engraving, long startedAt, long now) {
        EngravingMetrics metrics = engraving.metrics();
        if (metrics.isBetter()) {
            return Optional.empty();
        }
        String figures = String.format(
                Locale.ROOT,
                "held-out loss must fall, was %.4f of the base and %.4f after %d steps on %d examples (%d held out);"
                        + " the model is %s",
                metrics.heldOutLossBefore(),
                metrics.heldOutLossAfter(),
                metrics.steps(),
                metrics.examples(),
                metrics.heldOutExamples(),
                engraving.folder());
        return Optional.of(refused(dataset, "not-better", figures, startedAt, now));
    }

    /**
     * The record of a model that was trained; the gate has not seen it yet.
     *
     * @param base version of the base it was trained on
     */
    static Model model(Dataset dataset, Engraving engraving, String base, long now) {
        return Model.newBuilder()
                .setVersion(engraving.version())
                .setKind(engraving.kind())
                .setBase(base)
                .setUri(engraving.folder().toUri().toString())
                .setDataset(dataset.getId())
                .setAncestry(dataset.getModels())
                .setSettings(engraving.settings())
                .setMetrics(engraving.metrics().toMap())
                .setCreatedAt(now)
                .build();
    }

    /** What the gate's word makes of a model. Its figures are among the model's metrics from then on. */
    static Outcome of(Model trained, Optional<Evaluation> evaluation, long now) {
        Map<String, Double> metrics = new HashMap<>(trained.getMetrics());
        evaluation.ifPresent(each -> metrics.putAll(GateMetrics.of(each)));
        Model model = Model.newBuilder(trained).setMetrics(metrics).build();
        if (evaluation.isPresent() && evaluation.get().getDecision() == EvaluationDecision.REFUSED) {
            return new Withheld(model, evaluation.get());
        }
        Serving serving = Serving.newBuilder()
                .setAlias(ALIAS)
                .setVersion(model.getVersion())
                .setBy(STEP)
                .setSince(now)
                .build();
        return new Served(model, serving, evaluation);
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
