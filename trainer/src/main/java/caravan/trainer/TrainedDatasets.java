package caravan.trainer;

import caravan.schemas.Model;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which datasets have a model, as the models topic tells. */
final class TrainedDatasets {
    private static final Logger LOG = LoggerFactory.getLogger(TrainedDatasets.class);

    private final Map<String, String> versionByDataset = new HashMap<>();

    private TrainedDatasets() {}

    /** Reads all committed models with a consumer that belongs to no group. */
    static TrainedDatasets read(Consumer<String, byte[]> consumer, RecordSerdes serdes) {
        TrainedDatasets trained = new TrainedDatasets();
        Deserializer<Model> models = serdes.values(Topics.MODELS).deserializer();
        TopicEnd.read(consumer, List.of(Topics.MODELS), record -> trained.add(record, models));
        return trained;
    }

    private void add(ConsumerRecord<String, byte[]> record, Deserializer<Model> models) {
        try {
            Model model = models.deserialize(record.topic(), record.value());
            if (model != null) {
                add(model);
            }
        } catch (SerializationException e) {
            LOG.warn("{} offset {}: passed over, not a Model", record.topic(), record.offset(), e);
        }
    }

    /** Remembers a model just published. */
    void add(Model model) {
        model.getDataset().ifPresent(dataset -> versionByDataset.put(dataset, model.getVersion()));
    }

    /** Version of the model that was trained on the dataset. */
    Optional<String> version(String dataset) {
        return Optional.ofNullable(versionByDataset.get(dataset));
    }
}
