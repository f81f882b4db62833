package caravan.cli.host;

import caravan.schemas.Topics;
import caravan.streams.flow.StreamsDefaults;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many prompts are on the way: those that the first step has not taken, and the requests of this process that wait
 * for the model. Requests that other processes hold are not seen. Used by one thread.
 */
final class Backlog implements LongSupplier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final String FIRST = "instruct";

    private final Admin admin;
    private final MeterRegistry meters;
    private final int partitions;
    private long latest;

    Backlog(Cluster cluster, MeterRegistry meters, int partitions) {
        this.admin = cluster.admin();
        this.meters = meters;
        this.partitions = partitions;
    }

    @Override
    public long getAsLong() {
        try {
            double pending = meters.find("caravan.generate.pending").gauges().stream()
                    .mapToDouble(Gauge::value)
                    .sum();
            latest = notTaken() + (long) pending;
        } catch (ExecutionException e) {
            LOG.warn(
                    "how much is on the way is not known now; last it was {}: {}",
                    latest,
                    String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return latest;
    }

    private long notTaken() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.put(new TopicPartition(Topics.PROMPTS.name(), partition), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> taken = admin.listConsumerGroupOffsets(
                        StreamsDefaults.applicationId(FIRST))
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(wanted).all().get();
        long count = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
            OffsetAndMetadata committed = taken.get(end.getKey());
            count += Math.max(0, end.getValue().offset() - (committed == null ? 0 : committed.offset()));
        }
        return count;
    }

    @Override
    public void close() {
        admin.close();
    }
}
