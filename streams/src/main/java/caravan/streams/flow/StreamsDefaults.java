package caravan.streams.flow;

import caravan.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings that every step's application shares, each tuned for one aim: after a crash the next result comes soon,
 * and none is lost or doubled. A step's own overrides are laid over them.
 *
 * <p>The state folder must survive a restart: Kafka Streams keeps its process id there (if the topology has a
 * persistent store), and only with the same id does the restarted process fence its own dead transaction at once
 * instead of waiting for the time limit.
 *
 * @param bootstrapServers the brokers, {@code host:port}, divided by commas
 * @param stateFolder where all steps keep their state, one folder below for each; not shared between processes
 * @param instance name of this process, the same after each restart and different from every other process's
 * @param threads stream threads of each step, at least 1
 * @param replicationFactor of the internal topics; -1 for the broker's default
 */
public record StreamsDefaults(
        String bootstrapServers, Path stateFolder, String instance, int threads, int replicationFactor) {
    private static final int TRANSACTION_MILLIS = 10_000;
    private static final int SESSION_MILLIS = 10_000;

    public StreamsDefaults {
        if (instance.isBlank()) {
            throw new IllegalArgumentException("instance must not be blank: it is this process's name in its groups");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        if (replicationFactor < 1 && replicationFactor != -1) {
            throw new IllegalArgumentException(
                    "replicationFactor must be at least 1, or -1 for the broker's default, was " + replicationFactor);
        }
    }

    /** The application id of a step, which is also its consumer group and the first part of its internal topics. */
    public static String applicationId(String step) {
        return "caravan-" + step;
    }

    /** How to stop an instance that comes back: it stays in its group, so that its tasks wait for it. */
    public static CloseOptions forRestart(Duration limit) {
        return CloseOptions.timeout(limit).withGroupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    /** How to stop an instance for good: it leaves its group, so that the others take its tasks over at once. */
    public static CloseOptions forScaleDown(Duration limit) {
        return CloseOptions.timeout(limit).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    }

    /** The settings of one step. */
    public Properties of(String step) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(step));
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicationFactor);
        // An unnamed store gets a new name with the next edit of the topology, and its state is lost.
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedStoreMemory.class);
        putTransactions(settings);
        putMembership(settings);
        putRecovery(settings);
        putBadLuckAndBadRecords(settings);
        return settings;
    }

    private static void putTransactions(Properties settings) {
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // The next step reads committed records only, so this is the latency of every arrow.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100L);
        // A process that died and does not come back holds up the readers of its topics for this long.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MILLIS);
        // Prompts repeat their words: zstd makes the text a third at no cost that a model call would notice.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
    }

    private void putMembership(Properties settings) {
        // The streams protocol of 4.3 has no static members, and only a static member gets its tasks back at once.
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name());
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
        // How long the tasks of a process that was killed wait for it before the others take them over.
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_MILLIS / 4);
    }

    private static void putRecovery(Properties settings) {
        // A newcomer takes a task at once if it lags by less than this many records, a few seconds of restoring; with
        // the default of 10,000 it would warm up and wait for the next probing rebalance even over a small backlog.
        settings.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 100_000L);
        // A newcomer with more to restore warms up every partition of a topic at the same time, and is asked each
        // minute (the least that Kafka Streams allows; its default is ten) whether it is ready.
        settings.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, 4);
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
        // A broker answers one request of a connection at a time, so a fetch that waits for records (500 ms by default)
        // holds up the next question: where the next changelog, or the next global table, begins.
        settings.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        settings.put(StreamsConfig.globalConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        // Metrics are read from the application itself: nobody asks for its thousands of JMX beans, or has them pushed.
        settings.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    }

    private static void putBadLuckAndBadRecords(Properties settings) {
        settings.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableToDeadLetters.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnprocessableToDeadLetters.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, NoLostOutput.class);
    }
}
