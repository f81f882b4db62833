package caravan.streams.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.registry.SchemaRegistryException;
import java.io.EOFException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class ErrorHandlersTest {
    private final ErrorHandlerContext context = new Place("caravan.prompts");
    private final ConsumerRecord<byte[], byte[]> came =
            new ConsumerRecord<>("caravan.prompts", 2, 17L, "key".getBytes(UTF_8), "broken".getBytes(UTF_8));

    @Test
    void anUnreadableRecordBecomesADeadLetterAsItCame() {
        var response = new UnreadableToDeadLetters()
                .handleError(context, came, new SerializationException("x", new EOFException("too short")));

        assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
        ProducerRecord<byte[], byte[]> letter =
                response.deadLetterQueueRecords().get(0);
        assertThat(letter.topic()).isEqualTo("caravan.dead-letters");
        assertThat(letter.value()).isEqualTo(came.value());
        assertThat(header(letter, DeadLetter.TOPIC)).contains("caravan.prompts");
        assertThat(header(letter, DeadLetter.OFFSET)).contains("17");
        assertThat(header(letter, DeadLetter.MESSAGE)).contains("too short");
        assertThat(header(letter, "traceparent")).contains("00-trace");
    }

    @Test
    void aRegistryThatIsAwayDoesNotMakeDeadLetters() {
        var response = new UnreadableToDeadLetters()
                .handleError(context, came, new SchemaRegistryException("registry at :8081 does not answer", true));

        assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.FAIL);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
    }

    @Test
    void aSchemaThatNobodyKnowsMakesADeadLetter() {
        var response = new UnreadableToDeadLetters()
                .handleError(context, came, new SchemaRegistryException("no schema has id 7", false));

        assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
    }

    @Test
    void anUnprocessableRecordBecomesADeadLetterWithItsSourceBytes() {
        var response = new UnprocessableToDeadLetters()
                .handleError(context, new Record<>("key", "value", 0), new IllegalArgumentException("no such way"));

        assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.RESUME);
        assertThat(response.deadLetterQueueRecords().get(0).value()).isEqualTo("broken".getBytes(UTF_8));
    }

    @Test
    void aFullDiskIsNotTheRecordsFault() {
        var response = new UnprocessableToDeadLetters()
                .handleError(context, new Record<>("key", "value", 0), new ProcessorStateException("disk full"));

        assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
    }

    @Test
    void aPunctuationThatBreaksOffIsDoneAgain() {
        var response =
                new UnprocessableToDeadLetters().handleError(context, null, new IllegalStateException("half done"));

        assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
    }

    @Test
    void neverGoesOnPastALostCompletion() {
        var response = new NoLostOutput()
                .handleError(context, output("caravan.align.completions", 9), new RecordTooLargeException("too large"));

        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.FAIL);
    }

    @Test
    void neverGoesOnPastALostChangeOfState() {
        var response = new NoLostOutput()
                .handleError(
                        context, output("caravan-novelty-pool-changelog", 9), new RecordTooLargeException("too large"));

        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.FAIL);
    }

    @Test
    void abortsWhenTheTopicRefusesForAnUnknownReason() {
        var response = new NoLostOutput()
                .handleError(context, output("caravan.responses", 9), new StreamsException("no such topic"));

        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.FAIL);
    }

    @Test
    void retriesWhatARetryCanMend() {
        var response = new NoLostOutput()
                .handleError(
                        context, output("caravan.align.completions", 9), new NotLeaderOrFollowerException("moved"));

        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.RETRY);
    }

    @Test
    void cutsAnOversizeOutputToFitTheDeadLetters() {
        var response = new NoLostOutput()
                .handleError(context, output("caravan.responses", 3_000_000), new RecordTooLargeException("too large"));

        assertThat(response.result()).isEqualTo(ProductionExceptionHandler.Result.RESUME);
        ProducerRecord<byte[], byte[]> letter =
                response.deadLetterQueueRecords().get(0);
        assertThat(letter.value()).hasSizeLessThan(1_000_000);
        assertThat(header(letter, DeadLetter.CUT_FROM_BYTES)).contains("3000000");
    }

    private static ProducerRecord<byte[], byte[]> output(String topic, int bytes) {
        return new ProducerRecord<>(topic, "key".getBytes(UTF_8), new byte[bytes]);
    }

    private static Optional<String> header(ProducerRecord<byte[], byte[]> letter, String name) {
        return Optional.ofNullable(letter.headers().lastHeader(name)).map(header -> new String(header.value(), UTF_8));
    }

    /** Where a record was when it failed. */
    private record Place(String topic) implements ErrorHandlerContext {
        @Override
        public int partition() {
            return 2;
        }

        @Override
        public long offset() {
            return 17;
        }

        @Override
        public Headers headers() {
            return new RecordHeaders().add("traceparent", "00-trace".getBytes(UTF_8));
        }

        @Override
        public String processorNodeId() {
            return "align";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 2);
        }

        @Override
        public long timestamp() {
            return 0;
        }

        @Override
        public byte[] sourceRawKey() {
            return came("key");
        }

        @Override
        public byte[] sourceRawValue() {
            return came("broken");
        }

        private static byte[] came(String text) {
            return text.getBytes(UTF_8);
        }
    }
}
