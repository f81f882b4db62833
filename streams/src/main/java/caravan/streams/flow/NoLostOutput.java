package caravan.streams.flow;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Never goes on past an output that was lost. What a retry can mend is retried; anything else aborts the transaction,
 * so that inputs and state are as if the record had never been taken in. One exception: a record of the path that is
 * too large for its topic would abort every time, so it becomes a dead letter, cut to fit. A completion and a change of
 * state are never given up that way ({@code generate} looks at the size before it sends).
 */
public final class NoLostOutput implements ProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(NoLostOutput.class);

    @Override
    public Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> output, Exception cause) {
        if (cause instanceof RetriableException) {
            return Response.retry();
        }
        if (cause instanceof RecordTooLargeException && mayBeSetAside(output.topic())) {
            LOG.warn("{}: an output of {} is too large, to the dead letters", output.topic(), context.taskId(), cause);
            return Response.resume(List.of(DeadLetter.of(output.key(), output.value(), context, cause)));
        }
        LOG.error(
                "{}: an output of {} was not written; the transaction is aborted and done again",
                output.topic(),
                context.taskId(),
                cause);
        return Response.fail();
    }

    @Override
    @SuppressWarnings("rawtypes") // Kafka's own signature
    public Response handleSerializationError(
            ErrorHandlerContext context, ProducerRecord output, Exception cause, SerializationExceptionOrigin origin) {
        LOG.error(
                "{}: the {} of an output of {} cannot be written as bytes; the transaction is aborted",
                output.topic(),
                origin,
                context.taskId(),
                cause);
        return Response.fail();
    }

    private static boolean mayBeSetAside(String topic) {
        return !topic.endsWith(".completions") && !topic.endsWith("-changelog") && !topic.endsWith("-repartition");
    }

    @Override
    public void configure(Map<String, ?> settings) {}
}
