package caravan.cli.audit;

import caravan.cli.host.Cluster;
import caravan.cli.host.TopicScan;
import caravan.schemas.PendingRequest;
import caravan.schemas.Topic;
import caravan.schemas.Topic.Retention;
import caravan.streams.backlog.BacklogStores;
import caravan.streams.flow.StreamsDefaults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Deserializer;

/** The requests that generate has taken in and not answered yet, read from the changelog of its store. */
final class PendingStore {
    private static final String GENERATE = "generate";

    private PendingStore() {}

    /** Ids of the pending requests of an asking step. */
    static Set<String> ids(Cluster cluster, String askingStep) {
        String store = BacklogStores.named(GENERATE + "-" + askingStep).pending();
        String changelog = StreamsDefaults.applicationId(GENERATE) + "-" + store + "-changelog";
        Deserializer<PendingRequest> values = cluster.serdes()
                .values(new Topic<>(store, PendingRequest.class, 1, Retention.COMPACTED))
                .deserializer();
        Map<String, String> idByKey = new HashMap<>();
        try (TopicScan scan = new TopicScan(cluster, List.of(changelog))) {
            scan.toEnd(record -> {
                String key = record.partition() + "/" + record.key();
                if (record.value() == null) {
                    idByKey.remove(key);
                } else {
                    idByKey.put(
                            key,
                            values.deserialize(record.topic(), record.value())
                                    .getRequest()
                                    .getRequestId());
                }
            });
        }
        return idByKey.values().stream().collect(Collectors.toSet());
    }
}
