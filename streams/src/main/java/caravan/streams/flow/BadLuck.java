package caravan.streams.flow;

import caravan.schemas.registry.SchemaRegistryException;
import java.io.EOFException;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Tells bad luck from bad records. A record that nobody can read is a dead letter; a registry, disk or broker that
 * fails now says nothing about the record, which would be read a minute later: it must not be set aside for that.
 */
final class BadLuck {
    private BadLuck() {}

    /** Whether anything in the chain of causes is the machinery's fault and not the record's. */
    static boolean in(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SchemaRegistryException registry) {
                return registry.isRetriable();
            }
            if (cause instanceof Error || isAboutFiles(cause)) {
                return true;
            }
            if (cause instanceof KafkaException
                    && !(cause instanceof SerializationException)
                    && !isPlainWrapper(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Avro says that bytes end too early with an end-of-file, which is an IOException only by name. */
    private static boolean isAboutFiles(Throwable cause) {
        return cause instanceof IOException && !(cause instanceof EOFException);
    }

    private static boolean isPlainWrapper(Throwable cause) {
        return cause.getClass() == StreamsException.class && cause.getCause() != null;
    }
}
