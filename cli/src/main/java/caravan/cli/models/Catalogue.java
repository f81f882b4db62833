package caravan.cli.models;

import caravan.cli.host.Cluster;
import caravan.cli.host.Tables;
import caravan.cli.host.TopicScan;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What the topics say of models, at one moment.
 *
 * @param models by version, in the order in which they came
 * @param serving by alias
 * @param datasets by id
 * @param evaluations oldest first
 */
public record Catalogue(
        Map<String, Model> models,
        Map<String, Serving> serving,
        Map<String, Dataset> datasets,
        List<Evaluation> evaluations) {

    /** Reads it. */
    public static Catalogue read(Cluster cluster) {
        List<Evaluation> evaluations = new ArrayList<>();
        Deserializer<Evaluation> values =
                cluster.serdes().values(Topics.EVALUATIONS).deserializer();
        try (TopicScan scan = new TopicScan(cluster, List.of(Topics.EVALUATIONS.name()))) {
            scan.toEnd(record -> evaluations.add(values.deserialize(record.topic(), record.value())));
        }
        return new Catalogue(
                Tables.latest(cluster, Topics.MODELS),
                Tables.latest(cluster, Topics.SERVING),
                Tables.latest(cluster, Topics.DATASETS),
                evaluations);
    }

    Optional<Model> model(String version) {
        return Optional.ofNullable(models.get(version));
    }

    /** What it was trained on; empty for a base, and where the record is gone. */
    Optional<Dataset> datasetOf(Model model) {
        return model.getDataset().map(datasets::get);
    }

    /** The aliases that mean it now, in one word. */
    String aliases(String version) {
        return serving.values().stream()
                .filter(each -> each.getVersion().equals(version))
                .map(Serving::getAlias)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** How it was judged, oldest first. */
    List<Evaluation> evaluationsOf(String version) {
        return evaluations.stream()
                .filter(each -> each.getModel().equals(version))
                .toList();
    }
}
