package caravan.schemas.wire;

import caravan.schemas.Topic;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Serdes of a class that the configuration names, such as Confluent's {@code SpecificAvroSerde}, made and configured as
 * Kafka itself would. The class must be on the class path: the Maven profile {@code confluent} brings Confluent's.
 */
public final class NamedSerdes implements RecordSerdes {
    private final Class<? extends Serde<?>> type;
    private final Map<String, ?> configs;

    /**
     * Finds the class, so that a wrong name stops the start.
     *
     * @param className a {@link Serde} with a constructor without parameters
     * @param configs handed to its {@code configure}, for instance {@code schema.registry.url}
     */
    public NamedSerdes(String className, Map<String, ?> configs) {
        this.type = find(className);
        this.configs = Map.copyOf(configs);
    }

    @Override
    public <V extends SpecificRecord> Serde<V> values(Topic<V> topic) {
        TrustedRecords.trust();
        try {
            // What it reads is decided by the schema on the wire; a wrong record fails where it is first used.
            @SuppressWarnings("unchecked")
            Serde<V> serde = (Serde<V>) type.getDeclaredConstructor().newInstance();
            serde.configure(configs, false);
            return serde;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "serde " + type.getName() + ": needs a public constructor without parameters: " + e, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Serde<?>> find(String className) {
        try {
            Class<?> found = Class.forName(className);
            if (!Serde.class.isAssignableFrom(found)) {
                throw new IllegalArgumentException("serde " + className + ": is not a " + Serde.class.getName());
            }
            return (Class<? extends Serde<?>>) found;
        } catch (ClassNotFoundException e) {
            String confluent = className.startsWith("io.confluent.")
                    ? "; build with the Maven profile confluent, which needs Confluent's own repository"
                    : "";
            throw new IllegalArgumentException("serde " + className + ": is not on the class path" + confluent, e);
        }
    }
}
