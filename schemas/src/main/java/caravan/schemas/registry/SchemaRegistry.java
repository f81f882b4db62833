package caravan.schemas.registry;

import org.apache.avro.Schema;

/** The two questions that a serde asks a schema registry. Thread-safe; answers may be cached for ever. */
public interface SchemaRegistry {
    /**
     * The id of a schema under a subject, registered if it is new.
     *
     * @throws SchemaRegistryException if the registry refuses it (incompatible) or cannot be reached
     */
    int register(String subject, Schema schema);

    /**
     * The schema of an id.
     *
     * @throws SchemaRegistryException if there is none or the registry cannot be reached
     */
    Schema schemaById(int id);
}
