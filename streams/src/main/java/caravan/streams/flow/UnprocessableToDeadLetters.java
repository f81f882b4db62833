package caravan.streams.flow;

import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a record that a step cannot process to the dead letters, as it came from its topic, and goes on with the rest.
 * Stops the thread when the machinery failed (a full disk, a broker), and when no record was in hand: a punctuation
 * that broke off may have left its work half done, which only the abort of the transaction undoes.
 */
public final class UnprocessableToDeadLetters implements ProcessingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UnprocessableToDeadLetters.class);

    @Override
    public Response handleError(ErrorHandlerContext context, @Nullable Record<?, ?> inHand, Exception cause) {
        if (inHand == null || context.topic() == null || BadLuck.in(cause)) {
            LOG.error("{} (task {}): stopped, to be done again", context.processorNodeId(), context.taskId(), cause);
            return Response.fail();
        }
        LOG.warn(
                "{}-{} offset {}: not processed by {}, to the dead letters",
                context.topic(),
                context.partition(),
                context.offset(),
                context.processorNodeId(),
                cause);
        return Response.resume(
                List.of(DeadLetter.of(context.sourceRawKey(), context.sourceRawValue(), context, cause)));
    }

    @Override
    public void configure(Map<String, ?> settings) {}
}
