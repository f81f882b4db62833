package caravan.streams;

import caravan.streams.flow.StreamsDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/**
 * A step of the path, ready to be started as a Kafka Streams application of its own.
 *
 * @param name also the last part of its application id
 * @param topology what it does
 * @param overrides settings laid over those that all steps share
 */
public record Step(String name, Topology topology, Properties overrides) {
    /**
     * A topic in which the broker keeps a store. It has as many partitions as the largest of its sources.
     *
     * @param name the topic
     * @param sources topics that the store's tasks read
     */
    public record Changelog(String name, Set<String> sources) {}

    /**
     * The changelogs of the step's stores, so that they can be made before the first start: records sent right after a
     * topic was made can be lost (KAFKA-15591), and Kafka Streams would make these itself and send at once.
     */
    public List<Changelog> changelogs() {
        List<Changelog> changelogs = new ArrayList<>();
        for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
            Set<String> sources = new TreeSet<>();
            Set<String> stores = new TreeSet<>();
            for (TopologyDescription.Node node : part.nodes()) {
                if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
                    sources.addAll(source.topicSet());
                } else if (node instanceof TopologyDescription.Processor processor) {
                    stores.addAll(processor.stores());
                }
            }
            stores.forEach(store -> changelogs.add(
                    new Changelog(StreamsDefaults.applicationId(name) + "-" + store + "-changelog", sources)));
        }
        return changelogs;
    }
}
