package caravan.schemas.registry;

import caravan.schemas.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Registers the schemas of topics before the first record is sent, so that one that cannot follow its predecessors
 * stops a start and not a run. Subjects without a level of their own become {@link Compatibility#BACKWARD_TRANSITIVE},
 * since old topics are replayed; one that a person set is left as it is.
 */
public final class SubjectCreation {
    private final HttpSchemaRegistry registry;
    private final boolean setsLevels;

    /**
     * Over one registry.
     *
     * @param setsLevels whether this client may write the registry's configuration
     */
    public SubjectCreation(HttpSchemaRegistry registry, boolean setsLevels) {
        this.registry = registry;
        this.setsLevels = setsLevels;
    }

    /**
     * Sees to it that every topic's schema is registered; may be called again.
     *
     * @throws SchemaRegistryException naming every subject that was refused, or if the registry cannot be reached
     */
    public void ensure(Collection<Topic<?>> topics) {
        List<String> refused = new ArrayList<>();
        for (Topic<?> topic : topics) {
            try {
                ensure(topic);
            } catch (SchemaRegistryException e) {
                if (e.isRetriable()) {
                    throw e;
                }
                refused.add(e.getMessage());
            }
        }
        if (!refused.isEmpty()) {
            throw new SchemaRegistryException(String.join("\n", refused), false);
        }
    }

    private void ensure(Topic<?> topic) {
        if (setsLevels && registry.compatibility(topic.subject()).isEmpty()) {
            registry.setCompatibility(topic.subject(), Compatibility.BACKWARD_TRANSITIVE);
        }
        registry.register(topic.subject(), topic.schema());
    }
}
