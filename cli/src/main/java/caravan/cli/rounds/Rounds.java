package caravan.cli.rounds;

import caravan.cli.host.Cluster;
import caravan.cli.host.Runs;
import caravan.cli.host.Tables;
import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a loop's rounds from the topics, which know all of it: a restart needs no memory of its own. */
public final class Rounds {
    private Rounds() {}

    /** The rounds of a run's loop up to it, first one first. */
    public static List<Round> of(Cluster cluster, Run run) {
        Map<String, Dataset> datasetByRun = new HashMap<>();
        Tables.latest(cluster, Topics.DATASETS).values().forEach(each -> datasetByRun.put(each.getRun(), each));
        Map<String, Model> modelByDataset = new HashMap<>();
        Tables.latest(cluster, Topics.MODELS)
                .values()
                .forEach(model -> model.getDataset().ifPresent(dataset -> modelByDataset.put(dataset, model)));
        Map<String, Rejection> rejections = Tables.latest(cluster, Topics.REJECTIONS);
        return new Runs(cluster)
                .loopOf(run).stream()
                        .map(each -> {
                            Optional<Dataset> dataset = Optional.ofNullable(datasetByRun.get(each.getId()));
                            Optional<String> id = dataset.map(Dataset::getId);
                            return new Round(each, dataset, id.map(modelByDataset::get), id.map(rejections::get));
                        })
                        .toList();
    }
}
