package caravan.schemas;

import caravan.schemas.Topic.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * A topic as a broker is asked for it. What the configuration leaves out is the broker's own default.
 *
 * @param name the topic's full name
 * @param partitions how many partitions it has, at least 1
 * @param configs Kafka's topic settings
 */
@NullMarked
public record TopicDefinition(String name, int partitions, Map<String, String> configs) {
    public TopicDefinition {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + ": partitions must be at least 1, was " + partitions);
        }
        configs = Map.copyOf(configs);
    }

    /** A topic as it is declared. */
    public static TopicDefinition of(Topic<?> topic) {
        return new TopicDefinition(topic.name(), topic.partitions(), configs(topic.retention()));
    }

    /**
     * All topics of the path and the dead letters.
     *
     * @param partitions how many partitions the topics get that may have several; those of one writer keep their one
     */
    public static List<TopicDefinition> path(int partitions) {
        return Stream.concat(
                        Topics.all().stream().map(TopicDefinition::of),
                        Stream.of(new TopicDefinition(
                                Topics.DEAD_LETTERS, Topics.DEAD_LETTERS_PARTITIONS, configs(Retention.KEPT))))
                .map(topic -> topic.partitions() == 1 ? topic : topic.withPartitions(partitions))
                .toList();
    }

    /**
     * A changelog of a state store: compacted, and spread as the topics its task reads. Streams would make it by
     * itself, but then could lose the first batch (KAFKA-15591). A store is restored from it after a crash, and only
     * closed segments are compacted: with segments of 1 GiB, the default, a queue's tombstones would be read for days.
     */
    public static TopicDefinition changelog(String name, int partitions) {
        return new TopicDefinition(name, partitions, configs(Retention.TALLY));
    }

    /** The same topic with another number of partitions. */
    public TopicDefinition withPartitions(int count) {
        return new TopicDefinition(name, count, configs);
    }

    /** What a retention means in Kafka's topic settings. */
    public static Map<String, String> configs(Retention retention) {
        return switch (retention) {
            case KEPT -> Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
            case COMPACTED -> Map.of("cleanup.policy", "compact");
            case TALLY ->
                Map.of("cleanup.policy", "compact", "segment.bytes", "33554432", "min.cleanable.dirty.ratio", "0.1");
            case WEEK -> keptFor(Duration.ofDays(7));
            case DAY -> keptFor(Duration.ofDays(1));
        };
    }

    private static Map<String, String> keptFor(Duration time) {
        return Map.of(
                "cleanup.policy", "delete", "retention.ms", Long.toString(time.toMillis()), "retention.bytes", "-1");
    }
}
