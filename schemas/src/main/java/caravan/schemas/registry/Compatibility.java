package caravan.schemas.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/**
 * Which other versions of a subject a new schema must get on with; Confluent's levels. BACKWARD: the new one reads what
 * the old one wrote. FORWARD: the other way round. FULL: both. Transitive: held against every version, not the latest.
 */
public enum Compatibility {
    /** Anything may follow anything. */
    NONE(false, false, false),
    /** Reads what the latest wrote. */
    BACKWARD(true, false, false),
    /** Reads what any wrote: what a topic needs that is replayed from its start. */
    BACKWARD_TRANSITIVE(true, false, true),
    /** Is read by the latest. */
    FORWARD(false, true, false),
    /** Is read by all. */
    FORWARD_TRANSITIVE(false, true, true),
    /** Both ways with the latest. */
    FULL(true, true, false),
    /** Both ways with all. */
    FULL_TRANSITIVE(true, true, true);

    private final boolean backward;
    private final boolean forward;
    private final boolean transitive;

    Compatibility(boolean backward, boolean forward, boolean transitive) {
        this.backward = backward;
        this.forward = forward;
        this.transitive = transitive;
    }

    /**
     * What speaks against a schema after the ones before it, empty if nothing does.
     *
     * @param earlier the subject's versions, oldest first
     */
    public List<String> problems(Schema schema, List<Schema> earlier) {
        int latest = earlier.size() - 1;
        List<String> problems = new ArrayList<>();
        for (int index = transitive || latest < 0 ? 0 : latest; index <= latest; index++) {
            if (backward) {
                problems.addAll(unread("the new schema cannot read number " + (index + 1), schema, earlier.get(index)));
            }
            if (forward) {
                problems.addAll(
                        unread("number " + (index + 1) + " cannot read the new schema", earlier.get(index), schema));
            }
        }
        return problems;
    }

    private static List<String> unread(String what, Schema reader, Schema writer) {
        List<String> problems = new ArrayList<>();
        for (Incompatibility found : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()) {
            problems.add(what + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage());
        }
        return problems;
    }
}
