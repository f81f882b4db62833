package caravan.cli.eval;

import caravan.trainer.evaluation.Interval;
import caravan.trainer.evaluation.Scored;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluations for programs: means with intervals, and what every model made of every item. */
public final class EvaluationJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private EvaluationJson() {}

    /** A list of {@code {suite, hash, items, results: [{model, seconds, scores, againstFirst, items}]}}. */
    public static String of(List<List<Scored>> suites, String frame) throws JsonProcessingException {
        return JSON.writeValueAsString(
                suites.stream().map(models -> suite(models, frame)).toList());
    }

    private static Map<String, Object> suite(List<Scored> models, String frame) {
        Scored first = models.get(0);
        Map<String, Object> suite = new LinkedHashMap<>();
        suite.put("suite", first.suite().name());
        suite.put("hash", first.suite().hash(frame));
        suite.put("items", first.items().size());
        suite.put("results", models.stream().map(each -> result(each, first)).toList());
        return suite;
    }

    private static Map<String, Object> result(Scored scored, Scored first) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", scored.model());
        result.put("seconds", scored.seconds());
        Map<String, Interval> scores = scored.byBehaviour();
        result.put("scores", scores);
        if (!scored.equals(first)) {
            result.put("againstFirst", Comparison.of(scored, first));
        }
        result.put("items", scored.items());
        return result;
    }
}
