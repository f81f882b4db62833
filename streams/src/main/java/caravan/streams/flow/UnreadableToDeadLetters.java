package caravan.streams.flow;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a record whose bytes cannot be read to the dead letters, and goes on with the rest. When it is the registry
 * that cannot be reached, stops the thread instead: the record stays where it is and is read again.
 */
public final class UnreadableToDeadLetters implements DeserializationExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableToDeadLetters.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
        if (BadLuck.in(cause)) {
            LOG.error(
                    "{}-{} offset {}: not read, and it may not be the record's fault; trying again",
                    unreadable.topic(),
                    unreadable.partition(),
                    unreadable.offset(),
                    cause);
            return Response.fail();
        }
        LOG.warn(
                "{}-{} offset {}: unreadable, to the dead letters: {}",
                unreadable.topic(),
                unreadable.partition(),
                unreadable.offset(),
                DeadLetter.rootOf(cause).toString());
        return Response.resume(List.of(DeadLetter.of(unreadable.key(), unreadable.value(), context, cause)));
    }

    @Override
    public void configure(Map<String, ?> settings) {}
}
