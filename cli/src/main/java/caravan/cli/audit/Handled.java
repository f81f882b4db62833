package caravan.cli.audit;

import caravan.cli.host.Cluster;
import caravan.streams.flow.StreamsDefaults;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Up to where each step said that it has handled its input, at one moment: the offsets that were committed with its
 * output. A record below such an offset, without an outcome that a later scan sees, is lost.
 */
final class Handled {
    private final Map<Account, Map<TopicPartition, OffsetAndMetadata>> offsets = new EnumMap<>(Account.class);

    private Handled() {}

    static Handled now(Cluster cluster) {
        Handled handled = new Handled();
        try (Admin admin = cluster.admin()) {
            for (Account account : Account.values()) {
                handled.offsets.put(
                        account,
                        admin.listConsumerGroupOffsets(StreamsDefaults.applicationId(account.step()))
                                .partitionsToOffsetAndMetadata()
                                .get());
            }
        } catch (ExecutionException e) {
            throw new KafkaException("the offsets of the steps cannot be read", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return handled;
    }

    boolean covers(Account account, ConsumerRecord<String, byte[]> record) {
        OffsetAndMetadata committed =
                offsets.getOrDefault(account, Map.of()).get(new TopicPartition(record.topic(), record.partition()));
        return committed != null && record.offset() < committed.offset();
    }
}
