package caravan.cli.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML into nodes that know their lines. Two equal keys in one section are a problem, not a last word. */
final class YamlTree {
    private final String file;
    private final Problems problems;

    YamlTree(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    ConfigNode.Mapping read(String text) {
        ConfigNode.Mapping nothing = new ConfigNode.Mapping(Place.line(file, 1), Map.of());
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(Place.line(file, line), "is not YAML: " + e.getProblem());
            return nothing;
        } catch (YAMLException e) {
            problems.add(Place.line(file, 1), "is not YAML: " + e.getMessage());
            return nothing;
        }
        // A file of comments alone has no root.
        if (root == null) {
            return nothing;
        }
        if (convert(root, placeOf(root)) instanceof ConfigNode.Mapping mapping) {
            return mapping;
        }
        problems.add(
                placeOf(root),
                "must be sections and keys, is " + convert(root, placeOf(root)).kind());
        return nothing;
    }

    private ConfigNode convert(Node node, Place place) {
        if (node instanceof MappingNode mapping) {
            return new ConfigNode.Mapping(place, entries(mapping));
        }
        if (node instanceof SequenceNode sequence) {
            List<ConfigNode> values = new ArrayList<>();
            sequence.getValue().forEach(value -> values.add(convert(value, placeOf(value))));
            return new ConfigNode.Sequence(place, values);
        }
        return new ConfigNode.Scalar(place, node instanceof ScalarNode scalar ? scalar.getValue() : "");
    }

    private Map<String, ConfigNode> entries(MappingNode mapping) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = placeOf(tuple.getKeyNode());
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            ConfigNode former = entries.put(key, convert(tuple.getValueNode(), place));
            if (former != null) {
                problems.add(place, "key '" + key + "' stands twice, first at " + former.place());
            }
        }
        return entries;
    }

    private Place placeOf(Node node) {
        return Place.line(file, node.getStartMark().getLine() + 1);
    }
}
