package caravan.cli.fire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The ids on some topics as a reader of committed records sees them, over every restart of the broker, whatever the
 * records say. It reads on a thread of its own. Thread-safe.
 */
final class Keys implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, Map<String, Integer>> timesByTopic = new HashMap<>();
    private final List<Long> newAt = new ArrayList<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread = new Thread(this::read, "keys");

    /** A reader of topics that are there, or come. */
    Keys(Site site, Set<String> topics) throws InterruptedException {
        awaitTopics(site, topics);
        Map<String, Object> settings = site.client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("fetch.max.wait.ms", 100);
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitTopics(Site site, Set<String> topics) throws InterruptedException {
        try (Admin admin = Admin.create(site.client())) {
            while (true) {
                try {
                    if (admin.listTopics().names().get().containsAll(topics)) {
                        return;
                    }
                } catch (ExecutionException e) {
                    // The broker is not there yet.
                    Thread.sleep(100);
                }
                Thread.sleep(100);
            }
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(this::note);
            }
        } catch (WakeupException | InterruptException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(ConsumerRecord<String, byte[]> record) {
        int times = timesByTopic
                .computeIfAbsent(record.topic(), unused -> new HashMap<>())
                .merge(record.key(), 1, Integer::sum);
        if (times == 1) {
            newAt.add(System.currentTimeMillis());
        }
    }

    /** How many different ids a topic has. */
    synchronized int distinct(String topic) {
        return timesByTopic.getOrDefault(topic, Map.of()).size();
    }

    /** How many records are there beyond the first of each id. */
    synchronized int doubled() {
        return timesByTopic.values().stream()
                .flatMap(times -> times.values().stream())
                .mapToInt(times -> times - 1)
                .sum();
    }

    /** When the first record came whose id was new, at or after a time. */
    synchronized OptionalLong firstNewAfter(long millis) {
        return newAt.stream()
                .mapToLong(Long::longValue)
                .filter(at -> at >= millis)
                .findFirst();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
