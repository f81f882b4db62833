package caravan.cli.fire;

import caravan.schemas.GenerationRequest;
import caravan.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A share group (KIP-932): each record is acquired by one of several consumers, whose batches are asked together, and
 * acknowledged once the result is written. A share consumer must acknowledge what it polled before it polls again, so
 * there are two of them to keep two batches under way.
 */
final class SharePeer {
    private static final String GROUP = "caravan-share";
    private static final int CONSUMERS = 2;

    private SharePeer() {}

    static void start(Site site, FakeModel model) throws Exception {
        try (Admin admin = Admin.create(site.client())) {
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
            admin.incrementalAlterConfigs(Map.of(
                            group,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        for (int i = 0; i < CONSUMERS; i++) {
            new Thread(() -> work(site, model), "share-" + i).start();
        }
    }

    private static void work(Site site, FakeModel model) {
        Map<String, Object> settings = site.client();
        settings.put("group.id", GROUP);
        settings.put("share.acknowledgement.mode", "explicit");
        settings.put("max.poll.records", 32);
        try (KafkaShareConsumer<String, byte[]> consumer =
                        new KafkaShareConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(site.client(), new StringSerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(Topics.requests(Site.STEP).name()));
            while (true) {
                ConcurrentLinkedQueue<ConsumerRecord<String, byte[]>> written = new ConcurrentLinkedQueue<>();
                int asked = 0;
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    GenerationRequest request = PeerMain.request(record.value());
                    var unused = model.generate(PeerMain.call(request)).thenAccept(answer -> {
                        byte[] value = PeerMain.bytes(PeerMain.completion(request, answer));
                        Future<?> unusedSend = producer.send(
                                new ProducerRecord<>(
                                        Topics.completions(Site.STEP).name(), record.key(), value),
                                (metadata, failure) -> written.add(record));
                    });
                    asked++;
                }
                acknowledge(consumer, written, asked);
            }
        }
    }

    private static void acknowledge(
            KafkaShareConsumer<String, byte[]> consumer,
            ConcurrentLinkedQueue<ConsumerRecord<String, byte[]>> written,
            int asked) {
        int done = 0;
        while (done < asked) {
            ConsumerRecord<String, byte[]> record = written.poll();
            if (record == null) {
                Thread.onSpinWait();
                pause();
            } else {
                consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                done++;
            }
        }
        if (asked > 0) {
            consumer.commitSync();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
