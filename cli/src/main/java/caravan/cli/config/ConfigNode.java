package caravan.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration file as it was written, each part with its place. */
sealed interface ConfigNode {
    Place place();

    /** What a person calls this kind of node. */
    String kind();

    /** A text, number or switch. */
    record Scalar(Place place, String text) implements ConfigNode {
        @Override
        public String kind() {
            return "the value '" + text + "'";
        }
    }

    /** Values one after the other. */
    record Sequence(Place place, List<ConfigNode> values) implements ConfigNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and their values, in the order of the file; an entry's value has the place of its key. */
    record Mapping(Place place, Map<String, ConfigNode> values) implements ConfigNode {
        public Mapping {
            values = new LinkedHashMap<>(values);
        }

        @Override
        public String kind() {
            return "a section";
        }
    }
}
