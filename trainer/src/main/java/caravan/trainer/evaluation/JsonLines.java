package caravan.trainer.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/** Reads items, one JSON object a line, and tells all problems of a file at once. Blank lines are passed over. */
final class JsonLines {
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private JsonLines() {}

    /**
     * The items of these lines, in their order; {@code name} stands before each problem.
     *
     * @throws SuiteException with every problem
     */
    static <T extends Item> List<T> parse(String name, List<String> lines, Function<JsonNode, T> reader) {
        var items = new ArrayList<T>();
        var problems = new ArrayList<String>();
        var lineOfId = new HashMap<String, Integer>();
        for (int line = 1; line <= lines.size(); line++) {
            if (lines.get(line - 1).isBlank()) {
                continue;
            }
            try {
                var item = reader.apply(JSON.readTree(lines.get(line - 1)));
                var earlier = lineOfId.putIfAbsent(item.id(), line);
                if (earlier != null) {
                    throw new IllegalArgumentException("id " + item.id() + " stands in line " + earlier + " too");
                }
                items.add(item);
            } catch (JsonProcessingException broken) {
                problems.add(name + ":" + line + ": no JSON object: " + broken.getOriginalMessage());
            } catch (IllegalArgumentException unfit) {
                problems.add(name + ":" + line + ": " + unfit.getMessage());
            }
        }
        if (items.isEmpty() && problems.isEmpty()) {
            problems.add(name + ":1: no items");
        }
        if (!problems.isEmpty()) {
            throw new SuiteException(problems);
        }
        return List.copyOf(items);
    }
}
