package caravan.cli.fire;

import caravan.schemas.GenerationRequest;
import caravan.schemas.Topics;
import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Confluent's parallel-consumer: 64 threads that wait for answers, and offsets committed with the results. */
final class ParallelPeer {
    private static final int CALLS_AT_A_TIME = 64;

    private ParallelPeer() {}

    static void start(Site site, FakeModel model) {
        Map<String, Object> reading = site.client();
        reading.put("group.id", "caravan-parallel");
        reading.put("enable.auto.commit", false);
        reading.put("auto.offset.reset", "earliest");
        reading.put("isolation.level", "read_committed");
        Map<String, Object> writing = site.client();
        writing.put("transactional.id", "caravan-parallel");
        writing.put("transaction.timeout.ms", 10_000);
        ParallelConsumerOptions<String, byte[]> options = ParallelConsumerOptions.<String, byte[]>builder()
                .consumer(new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer()))
                .producer(new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer()))
                .ordering(ProcessingOrder.UNORDERED)
                .maxConcurrency(CALLS_AT_A_TIME)
                .commitMode(CommitMode.PERIODIC_TRANSACTIONAL_PRODUCER)
                .commitInterval(Duration.ofMillis(100))
                .build();
        ParallelStreamProcessor<String, byte[]> processor = ParallelStreamProcessor.createEosStreamProcessor(options);
        processor.subscribe(List.of(Topics.requests(Site.STEP).name()));
        processor.pollAndProduce(context -> {
            GenerationRequest request =
                    PeerMain.request(context.getSingleConsumerRecord().value());
            var answer = model.generate(PeerMain.call(request)).join();
            return new ProducerRecord<>(
                    Topics.completions(Site.STEP).name(),
                    context.getSingleConsumerRecord().key(),
                    PeerMain.bytes(PeerMain.completion(request, answer)));
        });
    }
}
