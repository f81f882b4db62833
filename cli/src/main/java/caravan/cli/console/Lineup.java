package caravan.cli.console;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * The latest datasets, models and evaluations, {@value #KEPT} of each, and what aliases mean and meant. Not
 * thread-safe.
 */
final class Lineup {
    private static final int KEPT = 100;

    private final Deque<Map<String, Object>> datasets = new ArrayDeque<>();
    private final Map<String, Map<String, Object>> models = new LinkedHashMap<>();
    private final Map<String, String> aliases = new TreeMap<>();
    private final Deque<Map<String, Object>> swaps = new ArrayDeque<>();
    private final Deque<Map<String, Object>> evaluations = new ArrayDeque<>();
    private long revision;

    void see(SpecificRecord record) {
        if (record instanceof Dataset
                || record instanceof Model
                || record instanceof Serving
                || record instanceof Evaluation) {
            revision++;
        }
        if (record instanceof Dataset dataset) {
            push(datasets, fields(dataset));
        } else if (record instanceof Model model) {
            models.put(model.getVersion(), fields(model));
            if (models.size() > KEPT) {
                models.remove(models.keySet().iterator().next());
            }
        } else if (record instanceof Serving serving) {
            aliases.put(serving.getAlias(), serving.getVersion());
            push(swaps, fields(serving));
        } else if (record instanceof Evaluation evaluation) {
            push(evaluations, fields(evaluation));
        }
    }

    private static void push(Deque<Map<String, Object>> list, Map<String, Object> fields) {
        list.addFirst(fields);
        if (list.size() > KEPT) {
            list.removeLast();
        }
    }

    private static Map<String, Object> fields(Dataset dataset) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", dataset.getId());
        fields.put("run", dataset.getRun());
        fields.put("examples", dataset.getExamples());
        fields.put("round", dataset.getRound());
        fields.put("models", dataset.getModels());
        fields.put("at", dataset.getSealedAt());
        return fields;
    }

    private static Map<String, Object> fields(Model model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", model.getVersion());
        fields.put("kind", model.getKind().name().toLowerCase(Locale.ROOT));
        fields.put("base", model.getBase());
        fields.put("dataset", model.getDataset().orElse(""));
        fields.put("metrics", new TreeMap<>(model.getMetrics()));
        fields.put("at", model.getCreatedAt());
        return fields;
    }

    private static Map<String, Object> fields(Evaluation evaluation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", evaluation.getId());
        fields.put("model", evaluation.getModel());
        fields.put("suite", evaluation.getSuite());
        fields.put("items", evaluation.getItems());
        fields.put("decision", evaluation.getDecision().name().toLowerCase(Locale.ROOT));
        fields.put("reason", evaluation.getReason());
        fields.put("by", evaluation.getBy());
        fields.put("at", evaluation.getAt());
        List<Map<String, Object>> scores = new ArrayList<>();
        evaluation.getScores().forEach(score -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("name", score.getBehaviour());
            each.put("items", score.getItems());
            each.put("score", score.getScore());
            each.put("low", score.getLow());
            each.put("high", score.getHigh());
            scores.add(each);
        });
        fields.put("scores", scores);
        return fields;
    }

    private static Map<String, Object> fields(Serving serving) {
        return Map.of(
                "alias", serving.getAlias(),
                "version", serving.getVersion(),
                "by", serving.getBy(),
                "at", serving.getSince());
    }

    long revision() {
        return revision;
    }

    Map<String, String> aliases() {
        return new TreeMap<>(aliases);
    }

    Map<String, Object> toMap() {
        List<Map<String, Object>> newestFirst = new ArrayList<>(models.values());
        Collections.reverse(newestFirst);
        return Map.of(
                "datasets", List.copyOf(datasets),
                "models", newestFirst,
                "aliases", aliases(),
                "swaps", List.copyOf(swaps),
                "evaluations", List.copyOf(evaluations));
    }
}
