package caravan.streams.flow;

import caravan.schemas.ContentHash;
import caravan.schemas.GenerationRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sends requests that ask the same to the same partition, whoever asks, and so to the task that remembers the answer.
 * By their keys, which name the asker, a second run's requests would mostly meet tasks that know nothing of them, and
 * be paid again.
 */
final class ByCall implements StreamPartitioner<String, SpecificRecord> {
    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, SpecificRecord value, int count) {
        GenerationRequest request = (GenerationRequest) value;
        String asked = ContentHash.of(request.getPrefix().orElse(""), request.getText(), request.getSeed());
        int hash = Utils.murmur2(asked.getBytes(StandardCharsets.UTF_8));
        return Optional.of(Set.of(Utils.toPositive(hash) % count));
    }
}
