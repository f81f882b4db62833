package caravan.cli.metrics;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;

/**
 * One of Kafka's own figures that is shown, folded over a step's threads, tasks, clients and partitions into one
 * number.
 *
 * @param group Kafka's group of it
 * @param name Kafka's name of it
 * @param fold how many become one
 * @param says what it tells, for the text that is scraped
 */
record KafkaFigure(String group, String name, Fold fold, String says) {
    private static final String THREAD = "stream-thread-metrics";
    private static final String TASK = "stream-task-metrics";
    private static final String CLIENT = "stream-metrics";
    private static final String FETCH = "consumer-fetch-manager-metrics";
    private static final String COORDINATOR = "consumer-coordinator-metrics";
    private static final String CONSUMER = "consumer-metrics";
    private static final String PRODUCER = "producer-metrics";

    /** How the values of many become one. */
    enum Fold {
        /** The sum of what only grows; what one has counted stays counted when it ends. */
        TOTAL,
        /** The sum of states. */
        SUM,
        /** The largest. */
        MAX
    }

    /** All that are shown. */
    static final List<KafkaFigure> ALL = List.of(
            new KafkaFigure(CLIENT, "alive-stream-threads", Fold.SUM, "threads that work"),
            new KafkaFigure(CLIENT, "failed-stream-threads", Fold.TOTAL, "threads that failed"),
            new KafkaFigure(THREAD, "process-total", Fold.TOTAL, "records processed"),
            new KafkaFigure(THREAD, "process-latency-max", Fold.MAX, "milliseconds a record was in hand, at most"),
            new KafkaFigure(THREAD, "process-ratio", Fold.MAX, "share of a thread's time spent on records"),
            new KafkaFigure(THREAD, "punctuate-ratio", Fold.MAX, "share of a thread's time spent on punctuations"),
            new KafkaFigure(THREAD, "commit-ratio", Fold.MAX, "share of a thread's time spent on commits"),
            new KafkaFigure(THREAD, "poll-ratio", Fold.MAX, "share of a thread's time spent waiting for records"),
            new KafkaFigure(THREAD, "commit-total", Fold.TOTAL, "commits"),
            new KafkaFigure(THREAD, "commit-latency-max", Fold.MAX, "milliseconds a commit took, at most"),
            new KafkaFigure(THREAD, "blocked-time-ns-total", Fold.TOTAL, "nanoseconds that threads waited for Kafka"),
            new KafkaFigure(TASK, "dropped-records-total", Fold.TOTAL, "records that could not be read or processed"),
            new KafkaFigure(TASK, "restore-remaining-records-total", Fold.SUM, "records of changelogs still to read"),
            new KafkaFigure(FETCH, "records-lag", Fold.SUM, "records of a step's topics not fetched yet"),
            new KafkaFigure(FETCH, "records-consumed-total", Fold.TOTAL, "records fetched, changelogs' among them"),
            new KafkaFigure(FETCH, "bytes-consumed-total", Fold.TOTAL, "bytes fetched"),
            new KafkaFigure(FETCH, "fetch-latency-max", Fold.MAX, "milliseconds a fetch took, at most"),
            new KafkaFigure(COORDINATOR, "assigned-partitions", Fold.SUM, "partitions held"),
            new KafkaFigure(COORDINATOR, "rebalance-total", Fold.TOTAL, "rebalances taken part in"),
            new KafkaFigure(COORDINATOR, "failed-rebalance-total", Fold.TOTAL, "rebalances that failed"),
            new KafkaFigure(COORDINATOR, "last-heartbeat-seconds-ago", Fold.MAX, "seconds since a heartbeat, at most"),
            new KafkaFigure(CONSUMER, "time-between-poll-max", Fold.MAX, "milliseconds between two polls, at most"),
            new KafkaFigure(CONSUMER, "last-poll-seconds-ago", Fold.MAX, "seconds since a poll, at most"),
            new KafkaFigure(PRODUCER, "record-send-total", Fold.TOTAL, "records sent"),
            new KafkaFigure(PRODUCER, "record-error-total", Fold.TOTAL, "records that the broker did not take"),
            new KafkaFigure(PRODUCER, "record-retry-total", Fold.TOTAL, "sends that were tried again"),
            new KafkaFigure(PRODUCER, "record-queue-time-max", Fold.MAX, "milliseconds a record waited, at most"),
            new KafkaFigure(PRODUCER, "request-latency-max", Fold.MAX, "milliseconds a request took, at most"),
            new KafkaFigure(PRODUCER, "outgoing-byte-total", Fold.TOTAL, "bytes sent"),
            new KafkaFigure(PRODUCER, "txn-commit-time-ns-total", Fold.TOTAL, "nanoseconds spent on committing"),
            new KafkaFigure(PRODUCER, "txn-abort-time-ns-total", Fold.TOTAL, "nanoseconds spent on aborting"),
            new KafkaFigure(PRODUCER, "bufferpool-wait-time-ns-total", Fold.TOTAL, "nanoseconds waited for memory"));

    /** Micrometer's name of it, so that a page about Kafka's metrics serves for these too. */
    String meter() {
        String folder = group.replaceAll("-metrics$", "");
        return "kafka." + (folder + "-" + name).replace('-', '.');
    }

    /**
     * Whether a metric is one of those that are folded. Kafka has some figures for a client and again for each of its
     * topics; and the lag of a restoring or a global consumer is no work that waits.
     */
    boolean folds(MetricName metric) {
        Map<String, String> tags = metric.tags();
        boolean isOfPartition = tags.containsKey("partition");
        if (!group.equals(FETCH)) {
            return true;
        }
        if (!name.equals("records-lag")) {
            return !tags.containsKey("topic");
        }
        String client = tags.getOrDefault("client-id", "");
        return isOfPartition && !client.endsWith("-restore-consumer") && !client.endsWith("-global-consumer");
    }
}
