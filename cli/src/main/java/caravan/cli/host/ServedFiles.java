package caravan.cli.host;

import caravan.inference.ModelFiles;
import caravan.schemas.Model;
import caravan.schemas.ModelFolders;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Where the models lie that aliases mean, as a cluster's topics say. Not thread-safe. */
public final class ServedFiles implements AutoCloseable {
    private final Map<String, Model> models = new HashMap<>();
    private final Map<String, Serving> serving = new HashMap<>();
    private final TopicScan scan;
    private final Deserializer<Model> modelOf;
    private final Deserializer<Serving> servingOf;

    ServedFiles(Cluster cluster) {
        scan = new TopicScan(cluster, List.of(Topics.MODELS.name(), Topics.SERVING.name()));
        modelOf = cluster.serdes().values(Topics.MODELS).deserializer();
        servingOf = cluster.serdes().values(Topics.SERVING).deserializer();
    }

    /** Reads what has come since. */
    void refresh() {
        scan.toEnd(record -> {
            if (record.topic().equals(Topics.MODELS.name())) {
                put(models, record, modelOf);
            } else {
                put(serving, record, servingOf);
            }
        });
    }

    private static <V> void put(Map<String, V> table, ConsumerRecord<String, byte[]> record, Deserializer<V> values) {
        if (record.value() == null) {
            table.remove(record.key());
        } else {
            table.put(record.key(), values.deserialize(record.topic(), record.value()));
        }
    }

    @Override
    public void close() {
        scan.close();
    }

    /**
     * Looks an alias up, or a version.
     *
     * @throws IOException if nothing is served under it and no model has this version
     */
    public static ModelFiles of(Cluster cluster, String name) throws IOException {
        try (ServedFiles served = new ServedFiles(cluster)) {
            served.refresh();
            Optional<ModelFiles> alias = served.find(name);
            Optional<ModelFiles> any = alias.isPresent() ? alias : served.version(name);
            return any.orElseThrow(() -> new IOException("no model is served as " + name
                    + " in this data folder yet; caravan demo or caravan run begin with the base"));
        }
    }

    /**
     * Looks one version up.
     *
     * @throws IOException if it is not among the models
     */
    public static ModelFiles ofVersion(Cluster cluster, String version) throws IOException {
        try (ServedFiles served = new ServedFiles(cluster)) {
            served.refresh();
            return served.version(version)
                    .orElseThrow(() -> new IOException("there is no model " + version + "; caravan models shows them"));
        }
    }

    /**
     * What an alias means; empty if nothing is served under it.
     *
     * @throws IOException if its base is not among the models
     */
    Optional<ModelFiles> find(String alias) throws IOException {
        Serving meant = serving.get(alias);
        return meant == null ? Optional.empty() : version(meant.getVersion());
    }

    /**
     * Where a version lies; empty if it is not among the models.
     *
     * @throws IOException if its base is not among the models
     */
    Optional<ModelFiles> version(String version) throws IOException {
        Model model = models.get(version);
        if (model == null) {
            return Optional.empty();
        }
        ModelFolders folders = ModelFolders.of(model, each -> Optional.ofNullable(models.get(each)))
                .orElseThrow(() -> new IOException("model " + model.getVersion() + " is an adapter of "
                        + model.getBase() + ", which is not among the models"));
        return Optional.of(new ModelFiles(version, folders.whole(), folders.adapter()));
    }
}
