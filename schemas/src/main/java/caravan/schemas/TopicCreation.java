package caravan.schemas;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.NullMarked;

/**
 * Creates the topics that are missing and checks those that are there, so that the first record sent afterwards is
 * kept.
 *
 * <p>A produce right after {@code createTopics} can be acknowledged and lost (KAFKA-15591, open up to Kafka 4.4): until
 * a broker has seen its leadership, the first batch may be written into a log that is then replaced. Asking every
 * partition for its offsets waits until each leader answers, and so closes the gap.
 */
@NullMarked
public final class TopicCreation {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int BROKER_DEFAULT = -1;

    private final Admin admin;
    private final short replication;

    /**
     * Over one cluster.
     *
     * @param replication replicas of each topic that is created, at least 1, or -1 for the broker's default
     */
    public TopicCreation(Admin admin, int replication) {
        if (replication != BROKER_DEFAULT && (replication < 1 || replication > Short.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "replication must be at least 1, or -1 for the broker's default, was " + replication);
        }
        this.admin = admin;
        this.replication = (short) replication;
    }

    /**
     * Sees to it that the topics are there as defined; may be called again, and by several processes at once.
     *
     * @return the names of those that this call created
     * @throws TopicMismatchException if topics exist with another number of partitions; nothing is created then
     */
    public Set<String> ensure(Collection<TopicDefinition> wanted) {
        Map<String, TopicDescription> found = describe(wanted, listNames());
        check(wanted, found);
        List<TopicDefinition> missing = wanted.stream()
                .filter(topic -> !found.containsKey(topic.name()))
                .toList();
        Set<String> created = create(missing);
        awaitLeaders(wanted);
        if (created.size() < missing.size()) {
            // Another process was quicker with some; hold them to the same rules.
            check(wanted, describe(wanted, listNames()));
        }
        return created;
    }

    private Set<String> listNames() {
        return await("listing topics", admin.listTopics().names());
    }

    private Map<String, TopicDescription> describe(Collection<TopicDefinition> wanted, Set<String> existing) {
        List<String> names = wanted.stream()
                .map(TopicDefinition::name)
                .filter(existing::contains)
                .toList();
        return await("describing topics", admin.describeTopics(names).allTopicNames());
    }

    private static void check(Collection<TopicDefinition> wanted, Map<String, TopicDescription> found) {
        List<String> problems = new ArrayList<>();
        for (TopicDefinition topic : wanted) {
            Optional.ofNullable(found.get(topic.name()))
                    .map(description -> description.partitions().size())
                    .filter(partitions -> partitions != topic.partitions())
                    .ifPresent(partitions -> problems.add("topic " + topic.name() + " has " + partitions
                            + (partitions == 1 ? " partition, " : " partitions, ") + topic.partitions()
                            + " wanted: keys would land elsewhere; set the partitions of the configuration to the"
                            + " topic's, or begin with a new topic"));
        }
        if (!problems.isEmpty()) {
            throw new TopicMismatchException(problems);
        }
    }

    private Set<String> create(List<TopicDefinition> missing) {
        Map<String, KafkaFuture<Void>> results = admin.createTopics(missing.stream()
                        .map(topic ->
                                new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.configs()))
                        .toList())
                .values();
        Map<String, Boolean> created = new HashMap<>();
        results.forEach((name, result) -> created.put(name, isCreated(name, result)));
        return created.keySet().stream().filter(created::get).collect(toUnmodifiableSet());
    }

    private static boolean isCreated(String name, KafkaFuture<Void> result) {
        try {
            await("creating topic " + name, result);
            return true;
        } catch (TopicExistsException e) {
            return false;
        }
    }

    private void awaitLeaders(Collection<TopicDefinition> topics) {
        Map<TopicPartition, OffsetSpec> ends = topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
        // A broker answers "unknown topic" until the controller's news reach it.
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!haveLeaders(ends, deadline)) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean haveLeaders(Map<TopicPartition, OffsetSpec> ends, long deadline) {
        try {
            await(
                    "waiting for the leaders of new topics",
                    admin.listOffsets(ends).all());
            return true;
        } catch (KafkaException e) {
            boolean unknownYet = e.getCause() instanceof ExecutionException failed
                    && failed.getCause() instanceof UnknownTopicOrPartitionException;
            if (!unknownYet || System.nanoTime() > deadline) {
                throw e;
            }
            return false;
        }
    }

    private static <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(what, e);
        } catch (TimeoutException e) {
            throw new KafkaException(what + ": no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new KafkaException(what + ": " + e.getMessage(), e);
        }
    }
}
