package caravan.cli.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line of the registry's API: a method and a path whose variables stand in braces, and what answers it.
 *
 * @param path its segments, such as {@code subjects}, <code>{subject}</code>, {@code versions}
 */
record Route(String method, List<String> path, Function<RegistryRequest, JsonNode> answer) {
    static Route of(String method, String path, Function<RegistryRequest, JsonNode> answer) {
        return new Route(method, List.of(path.substring(1).split("/", -1)), answer);
    }

    /** The values of the variables if the segments are of this path. */
    Optional<Map<String, String>> match(List<String> segments) {
        if (segments.size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int index = 0; index < path.size(); index++) {
            String pattern = path.get(index);
            if (pattern.startsWith("{")) {
                variables.put(pattern.substring(1, pattern.length() - 1), segments.get(index));
            } else if (!pattern.equals(segments.get(index))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
