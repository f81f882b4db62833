package caravan.cli.fire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The ids on some topics as a reader of committed records sees them, over every restart of the broker, whatever the
 * records say. Thread-safe.
 */
final class Keys implements AutoCloseable {
    private final Map<String, Map<String, Integer>> timesByTopic = new HashMap<>();
    private final List<Long> newAt = new ArrayList<>();
    private final CommittedReader reader;

    /** A reader of topics that are there, or come. */
    Keys(Site site, Set<String> topics) throws InterruptedException {
        awaitTopics(site, topics);
        reader = new CommittedReader(site, topics, this::note);
        reader.start();
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
        reader.close();
    }
}
