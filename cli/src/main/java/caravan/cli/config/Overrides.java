package caravan.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays {@code --set section.key=value} options over a file. The option wins. */
final class Overrides {
    private Overrides() {}

    static ConfigNode.Mapping apply(ConfigNode.Mapping file, List<String> options, Problems problems) {
        ConfigNode.Mapping merged = file;
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                problems.add(Place.option(option), "must be key=value, for example model.threads=2");
                continue;
            }
            String key = option.substring(0, equals).strip();
            String value = option.substring(equals + 1).strip();
            merged = with(merged, List.of(key.split("\\.")), new ConfigNode.Scalar(Place.option(key), value));
        }
        return merged;
    }

    /** Adds those options whose keys are not there. */
    static ConfigNode.Mapping fill(ConfigNode.Mapping tree, List<String> options, Problems problems) {
        List<String> missing = options.stream()
                .filter(option -> !has(
                        tree, List.of(option.substring(0, option.indexOf('=')).split("\\."))))
                .toList();
        return apply(tree, missing, problems);
    }

    /** A section that is no section counts as there, so that its own problem is told. */
    private static boolean has(ConfigNode.Mapping section, List<String> path) {
        ConfigNode found = section.values().get(path.get(0));
        return found != null
                && (path.size() == 1
                        || !(found instanceof ConfigNode.Mapping below)
                        || has(below, path.subList(1, path.size())));
    }

    private static ConfigNode.Mapping with(ConfigNode.Mapping section, List<String> path, ConfigNode.Scalar value) {
        Map<String, ConfigNode> values = new LinkedHashMap<>(section.values());
        String key = path.get(0);
        ConfigNode known = values.get(key);
        // Kafka's own property names hold dots, so the rest of a key below "properties" is one name.
        if (path.size() == 1) {
            values.put(key, value);
        } else {
            ConfigNode.Mapping below = known instanceof ConfigNode.Mapping mapping
                    ? mapping
                    : new ConfigNode.Mapping(value.place(), Map.of());
            List<String> rest = path.subList(1, path.size());
            values.put(key, with(below, key.equals("properties") ? List.of(String.join(".", rest)) : rest, value));
        }
        return new ConfigNode.Mapping(section.place(), values);
    }
}
