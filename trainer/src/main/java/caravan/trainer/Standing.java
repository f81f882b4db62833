package caravan.trainer;

import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models there are, which of them aliases mean, and how they were judged, at one moment.
 *
 * @param models by version
 * @param served versions by alias
 * @param evaluations oldest first
 */
public record Standing(Map<String, Model> models, Map<String, String> served, List<Evaluation> evaluations) {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

    public Standing {
        models = Map.copyOf(models);
        served = Map.copyOf(served);
        evaluations = List.copyOf(evaluations);
    }

    /** What the topics say now; the consumer belongs to no group. */
    static Standing read(Consumer<String, byte[]> consumer, RecordSerdes serdes) {
        Map<String, Model> models = new LinkedHashMap<>();
        Map<String, String> served = new LinkedHashMap<>();
        List<Evaluation> evaluations = new ArrayList<>();
        TopicEnd.read(consumer, List.of(Topics.MODELS, Topics.SERVING, Topics.EVALUATIONS), record -> {
            if (record.topic().equals(Topics.MODELS.name())) {
                value(Topics.MODELS, record, serdes).ifPresent(model -> models.put(record.key(), model));
            } else if (record.topic().equals(Topics.SERVING.name())) {
                Optional<Serving> serving = value(Topics.SERVING, record, serdes);
                serving.ifPresent(each -> served.put(each.getAlias(), each.getVersion()));
            } else {
                value(Topics.EVALUATIONS, record, serdes).ifPresent(evaluations::add);
            }
        });
        return new Standing(models, served, evaluations);
    }

    /** The model that an alias means. */
    public Optional<Model> servedAs(String alias) {
        return Optional.ofNullable(served.get(alias)).map(models::get);
    }

    /** Versions that the gate or a person let through on this suite, each with its score there, oldest first. */
    public Map<String, Double> accepted(String suiteHash) {
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, Double> accepted = new LinkedHashMap<>();
        for (Evaluation each : evaluations) {
            if (each.getSuiteHash().equals(suiteHash) && !each.getScores().isEmpty()) {
                scores.put(each.getModel(), each.getScores().get(0).getScore());
            }
            Double score = scores.get(each.getModel());
            if (score != null && isLetThrough(each.getDecision())) {
                accepted.put(each.getModel(), score);
            }
        }
        return accepted;
    }

    private static boolean isLetThrough(EvaluationDecision decision) {
        return decision == EvaluationDecision.PASSED || decision == EvaluationDecision.ACCEPTED;
    }

    /** Empty for a tombstone, and for what cannot be read, of which others have complained. */
    private static <V extends SpecificRecord> Optional<V> value(
            Topic<V> topic, ConsumerRecord<String, byte[]> record, RecordSerdes serdes) {
        try {
            return Optional.ofNullable(serdes.values(topic).deserializer().deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            LOG.warn("{} offset {}: passed over, cannot be read", record.topic(), record.offset(), e);
            return Optional.empty();
        }
    }
}
