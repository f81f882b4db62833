package caravan.principles.reading;

import java.util.List;
import java.util.Map;

/** A piece of YAML or JSON that knows its line. */
sealed interface Node {
    int line();

    /** A single value as written; {@code kind} is what the format took it for. */
    record Scalar(int line, Kind kind, String text) implements Node {
        enum Kind {
            TEXT,
            NUMBER,
            BOOLEAN,
            NOTHING
        }
    }

    record Items(int line, List<Node> nodes) implements Node {}

    record Fields(int line, Map<String, Node> nodes) implements Node {}
}
