package caravan.trainer;

import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes what became of a dataset, and that it is done with, in one transaction: others see both or neither. Not
 * thread-safe.
 */
final class OutcomeWriter implements AutoCloseable {
    private static final String TRACE = "traceparent";
    /** The names that Kafka Streams gives the headers of its dead letters, so that one tool reads both. */
    private static final String ERROR_HEADER = "__streams.errors.";

    private final Producer<String, byte[]> producer;
    private final RecordSerdes serdes;

    /** A writer that owns the producer, whose transactions are ready. */
    OutcomeWriter(Producer<String, byte[]> producer, RecordSerdes serdes) {
        this.producer = producer;
        this.serdes = serdes;
    }

    /** A model, its alias and how it was judged, or a rejection. */
    void write(Outcome outcome, ConsumerRecord<String, byte[]> done, ConsumerGroupMetadata group) {
        Headers headers = new RecordHeaders();
        Optional.ofNullable(done.headers().lastHeader(TRACE)).ifPresent(headers::add);
        List<ProducerRecord<String, byte[]>> made = new ArrayList<>();
        if (outcome instanceof Outcome.Served served) {
            made.add(record(Topics.MODELS, served.model().getVersion(), served.model(), headers));
            made.add(record(Topics.SERVING, served.serving().getAlias(), served.serving(), headers));
            served.evaluation().ifPresent(each -> made.add(record(Topics.EVALUATIONS, each.getModel(), each, headers)));
        } else if (outcome instanceof Outcome.Withheld withheld) {
            made.add(record(Topics.MODELS, withheld.model().getVersion(), withheld.model(), headers));
            made.add(record(Topics.EVALUATIONS, withheld.evaluation().getModel(), withheld.evaluation(), headers));
        } else if (outcome instanceof Outcome.Refused refused) {
            made.add(record(Topics.REJECTIONS, refused.rejection().getId(), refused.rejection(), headers));
        }
        commit(made, done, group);
    }

    /** What cannot be read goes to the dead letters as it came. */
    void bury(RuntimeException cause, ConsumerRecord<String, byte[]> done, ConsumerGroupMetadata group) {
        Headers headers = new RecordHeaders(done.headers().toArray());
        Map.of(
                        "exception", cause.getClass().getName(),
                        "message", String.valueOf(cause.getMessage()),
                        "topic", done.topic(),
                        "partition", Integer.toString(done.partition()),
                        "offset", Long.toString(done.offset()))
                .forEach((name, value) -> headers.add(ERROR_HEADER + name, value.getBytes(StandardCharsets.UTF_8)));
        commit(
                List.of(new ProducerRecord<>(Topics.DEAD_LETTERS, null, done.key(), done.value(), headers)),
                done,
                group);
    }

    /** Takes back what was written but not committed. */
    void abort() {
        producer.abortTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private void commit(
            List<ProducerRecord<String, byte[]>> made,
            ConsumerRecord<String, byte[]> done,
            ConsumerGroupMetadata group) {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = made.stream().map(producer::send).toList();
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(done.topic(), done.partition()), new OffsetAndMetadata(done.offset() + 1)),
                group);
        // A commit fails if a send did, but only the send's own result names the record and the reason.
        producer.flush();
        sent.forEach(OutcomeWriter::require);
        producer.commitTransaction();
    }

    private static void require(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a record of the trainer was not taken", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private <V extends SpecificRecord> ProducerRecord<String, byte[]> record(
            Topic<V> topic, String key, V value, Headers headers) {
        byte[] bytes = serdes.values(topic).serializer().serialize(topic.name(), value);
        return new ProducerRecord<>(topic.name(), null, key, bytes, headers);
    }
}
