package caravan.streams.collect;

import caravan.schemas.CommittedClients;
import caravan.streams.flow.StreamsDefaults;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Clients of a real cluster. */
record KafkaClients(CommittedClients kafka) implements CollectorClients {
    /** Group and transactional id: there is one writer, whoever it is. */
    private static final String ID = StreamsDefaults.applicationId(Collector.STEP);

    @Override
    public Consumer<byte[], byte[]> election() {
        return new KafkaConsumer<>(kafka.member(ID), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> reader() {
        return new KafkaConsumer<>(kafka.reader(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Producer<String, byte[]> fencedProducer() {
        return kafka.fencedProducer(ID);
    }
}
