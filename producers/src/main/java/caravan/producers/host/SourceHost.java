package caravan.producers.host;

import caravan.producers.SourceKind.Opener;
import caravan.schemas.Source;
import caravan.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every source that is named, once it is elected, until closed: starts, changes, pauses and stops them as the
 * topic says. Once, in a thread of its own.
 */
public final class SourceHost implements Runnable, AutoCloseable {
    /** What the writers of sources want: few large requests. */
    public static final Map<String, Object> PRODUCER =
            Map.of("linger.ms", 5, "batch.size", 262_144, "compression.type", "zstd", "buffer.memory", 67_108_864);

    private static final Logger LOG = LoggerFactory.getLogger(SourceHost.class);
    private static final String GROUP = "caravan-sources";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LOOK_MILLIS = 500;
    private static final long RETRY_MILLIS = 2_000;
    private static final int COUNTED_MAX = 50;

    private final Surroundings around;
    private final SourceKinds kinds;
    private final Intake intake;
    private final Map<String, Source> wanted = new HashMap<>();
    private final Map<String, SourceRunner> running = new HashMap<>();
    private final Set<String> counted = new HashSet<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean isStarted;

    /**
     * A host that has not started.
     *
     * @param backlogMax how many prompts may be on the way before no more are taken; 0 sets no limit
     */
    public SourceHost(Surroundings around, SourceKinds kinds, long backlogMax) {
        this.around = around;
        this.kinds = kinds;
        this.intake = new Intake(backlogMax);
    }

    /** Starts it. */
    public void start() {
        isStarted = true;
        Thread thread = new Thread(this, "sources");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (!isClosing()) {
                try (Consumer<String, byte[]> election = new KafkaConsumer<>(
                        around.clients().member(GROUP), new StringDeserializer(), new ByteArrayDeserializer())) {
                    election.subscribe(List.of(Topics.SOURCES.name()), new Losing(this::stopAll));
                    stand(election);
                } catch (RuntimeException e) {
                    LOG.warn("sources stopped and begin anew in {} ms; nothing is lost", RETRY_MILLIS, e);
                    if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } finally {
                    stopAll();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void stand(Consumer<String, byte[]> election) {
        Deserializer<Source> sources = around.serdes().values(Topics.SOURCES).deserializer();
        boolean isElected = false;
        long readTo = Long.MAX_VALUE;
        long lookedMillis = 0;
        TopicPartition partition = new TopicPartition(Topics.SOURCES.name(), 0);
        while (!isClosing()) {
            for (ConsumerRecord<String, byte[]> record : election.poll(POLL)) {
                if (record.value() == null) {
                    wanted.remove(record.key());
                } else {
                    wanted.put(record.key(), sources.deserialize(record.topic(), record.value()));
                }
            }
            boolean isAssigned = election.assignment().contains(partition);
            if (isAssigned && !isElected) {
                // Nothing is ever committed for this group, so that the table is read from its beginning.
                wanted.clear();
                election.seekToBeginning(List.of(partition));
                readTo = election.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
                LOG.info("runs the sources");
            }
            isElected = isAssigned;
            if (isElected && election.position(partition) >= readTo) {
                reconcile();
                if (System.currentTimeMillis() - lookedMillis > LOOK_MILLIS) {
                    intake.onTheWay(around.backlog().getAsLong());
                    lookedMillis = System.currentTimeMillis();
                }
            }
        }
    }

    private void reconcile() {
        for (String name : List.copyOf(running.keySet())) {
            Source source = wanted.get(name);
            SourceRunner runner = running.get(name);
            if (runner != null && (source == null || !source.equals(runner.source()))) {
                runner.askToStop();
                await(runner);
                running.remove(name);
            }
        }
        wanted.forEach((name, source) -> {
            if (!running.containsKey(name) && !source.getPaused()) {
                SourceMeters meters = new SourceMeters(around.meters(), counted(name));
                SourceRunner runner = new SourceRunner(source, opener(source), around, intake, meters);
                running.put(name, runner);
                runner.start();
            }
        });
    }

    /** The name under which a source is counted: the first are told apart, so that metrics stay few. */
    private String counted(String name) {
        return counted.contains(name) || (counted.size() < COUNTED_MAX && counted.add(name)) ? name : "(others)";
    }

    /** A source that cannot be configured here fails as one that cannot be opened, and its status says why. */
    private Opener opener(Source source) {
        try {
            return kinds.configure(source);
        } catch (IllegalArgumentException e) {
            return opening -> {
                throw new IOException(e.getMessage(), e);
            };
        }
    }

    private void stopAll() {
        running.values().forEach(SourceRunner::askToStop);
        running.values().forEach(SourceHost::await);
        running.clear();
    }

    private static void await(SourceRunner runner) {
        try {
            runner.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Lets every source end its transaction, and waits for it. */
    @Override
    public void close() {
        closing.countDown();
        if (isStarted) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Who loses the election stops before another begins. */
    private record Losing(Runnable stop) implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            stop.run();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Seen by its next poll.
        }
    }
}
