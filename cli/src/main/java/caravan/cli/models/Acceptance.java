package caravan.cli.models;

import caravan.cli.host.Cluster;
import caravan.cli.host.Rollback;
import caravan.cli.host.Writer;
import caravan.schemas.ContentHash;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Has a model served whatever the gate said of it. Unlike a rollback it is a judgement: it is written down, and the
 * gate counts the model among those that later ones must not be worse than.
 */
public final class Acceptance {
    private final Cluster cluster;

    /** Acceptances on a cluster. */
    public Acceptance(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Accepts a version; acknowledged when this returns.
     *
     * @param by who decides
     * @throws IOException if there is no such version, or it is an adapter on another base than the one in use
     */
    public Serving accept(String version, String by) throws IOException {
        Catalogue catalogue = Catalogue.read(cluster);
        Serving serving = new Rollback(cluster).to(version, by);
        Model model = catalogue
                .model(version)
                .orElseThrow(() -> new IllegalStateException(version + " was found, and is gone"));
        List<Evaluation> judged = catalogue.evaluationsOf(version);
        Optional<Evaluation> latest = judged.isEmpty() ? Optional.empty() : Optional.of(judged.get(judged.size() - 1));
        Evaluation accepted = Evaluation.newBuilder()
                .setId(ContentHash.of(version, "accepted", serving.getSince()))
                .setModel(version)
                .setDataset(model.getDataset().orElse(null))
                .setSuite(latest.map(Evaluation::getSuite).orElse("none"))
                .setSuiteHash(latest.map(Evaluation::getSuiteHash).orElse(""))
                .setItems(latest.map(Evaluation::getItems).orElse(0))
                .setScores(latest.map(Evaluation::getScores).orElse(List.of()))
                .setComparisons(latest.map(Evaluation::getComparisons).orElse(List.of()))
                .setLearning(latest.flatMap(Evaluation::getLearning).orElse(null))
                .setGrounds(latest.map(Evaluation::getGrounds).orElse(List.of()))
                .setDecision(EvaluationDecision.ACCEPTED)
                .setReason(by + " decided so"
                        + latest.map(each -> "; the gate had said: " + each.getReason())
                                .orElse(""))
                .setBy(by)
                .setAt(serving.getSince())
                .build();
        try (Writer writer = new Writer(cluster)) {
            writer.send(Topics.EVALUATIONS, version, accepted);
        }
        return serving;
    }
}
