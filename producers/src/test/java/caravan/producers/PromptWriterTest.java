package caravan.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.producers.reading.LineSource;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PromptWriterTest {
    @Test
    void sendsPromptsAndRejectionsToTheirTopicsAndCountsThem() throws IOException, InterruptedException {
        MockProducer<String, byte[]> broker = broker(true);

        Produced produced;
        try (PromptWriter writer = new PromptWriter(broker, new AvroSerdes(new InMemorySchemaRegistry()))) {
            produced = writer.write(source("one\n\ntwo\n{\n"), origin());
        }

        assertThat(broker.history())
                .extracting(ProducerRecord::topic)
                .containsExactly("caravan.prompts", "caravan.rejections", "caravan.prompts", "caravan.rejections");
        assertThat(produced.prompts()).isEqualTo(2);
        assertThat(produced.rejected()).containsOnlyKeys("empty", "broken-json");
        assertThat(produced.lines()).isEqualTo(4);
    }

    @Test
    void beginsATraceWithThePromptsId() throws IOException, InterruptedException {
        MockProducer<String, byte[]> broker = broker(true);

        try (PromptWriter writer = new PromptWriter(broker, new AvroSerdes(new InMemorySchemaRegistry()))) {
            writer.write(source("one\n"), origin());
        }

        ProducerRecord<String, byte[]> sent = broker.history().get(0);
        assertThat(new String(sent.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
                .startsWith("00-" + sent.key() + "-")
                .endsWith("-01");
    }

    @Test
    void failsWhenTheBrokerRefusesARecord() {
        MockProducer<String, byte[]> broker = broker(true);
        broker.sendException = new RecordTooLargeException("too large for the topic");

        try (PromptWriter writer = new PromptWriter(broker, new AvroSerdes(new InMemorySchemaRegistry()))) {
            assertThatThrownBy(() -> writer.write(source("one\n"), origin()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too large for the topic");
        }
    }

    private static MockProducer<String, byte[]> broker(boolean acknowledges) {
        return new MockProducer<>(
                acknowledges, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    }

    private static LineSource source(String text) {
        return new LineSource(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), LineSource.LINE_BYTES_MAX);
    }

    private static Origin origin() {
        return new Origin("tasks.jsonl", "run-1", 0, "p1");
    }
}
