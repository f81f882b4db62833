package caravan.cli.host;

import caravan.schemas.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a topic as a table: the latest record of each key, in the order in which the keys were first written. */
public final class Tables {
    private Tables() {}

    /** The table as it stands now. */
    public static <V extends SpecificRecord> Map<String, V> latest(Cluster cluster, Topic<V> topic) {
        Map<String, V> table = new LinkedHashMap<>();
        Deserializer<V> values = cluster.serdes().values(topic).deserializer();
        try (TopicScan scan = new TopicScan(cluster, List.of(topic.name()))) {
            scan.toEnd(record -> {
                if (record.value() == null) {
                    table.remove(record.key());
                } else {
                    table.put(record.key(), values.deserialize(record.topic(), record.value()));
                }
            });
        }
        return table;
    }
}
