package caravan.cli.dataset;

import caravan.cli.host.Cluster;
import caravan.cli.host.TopicScan;
import caravan.schemas.Rejection;
import caravan.schemas.Topics;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;

/** Counts what left the path of some runs. */
public final class RejectedOfRuns {
    private RejectedOfRuns() {}

    /** By step, then by reason. */
    public static SortedMap<String, SortedMap<String, Long>> count(Cluster cluster, Set<String> runs) {
        SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();
        Deserializer<Rejection> values =
                cluster.serdes().values(Topics.REJECTIONS).deserializer();
        try (TopicScan scan = new TopicScan(cluster, List.of(Topics.REJECTIONS.name()))) {
            scan.toEnd(record -> {
                if (record.value() != null) {
                    Rejection rejection = values.deserialize(record.topic(), record.value());
                    if (runs.contains(rejection.getLineage().getRun())) {
                        counts.computeIfAbsent(rejection.getStep(), step -> new TreeMap<>())
                                .merge(rejection.getReason(), 1L, Long::sum);
                    }
                }
            });
        }
        return counts;
    }
}
