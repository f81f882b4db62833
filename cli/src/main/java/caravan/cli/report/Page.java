package caravan.cli.report;

import caravan.cli.audit.AuditReport;
import caravan.principles.Constitution;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The page: one HTML file that holds its data and what draws it (Apache ECharts), so that it opens without a network.
 */
final class Page {
    private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";
    private static final int VERBS_SHOWN = 20;
    private static final int NOUNS_SHOWN = 4;

    private Page() {}

    /** The page's text. */
    static String of(AuditReport books, Tally tally, Constitution constitution, String title) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("title", title);
        data.put("madeAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        data.put("balanced", books.isBalanced());
        data.put("books", books.lines().stream().map(Page::book).toList());
        data.put("rejections", books.rejections());
        data.put("principles", tally.uses(constitution));
        data.put("kept", tally.keptByWay());
        data.put("yields", tally.yields());
        data.put("instructions", tally.instructions());
        data.put("diversity", List.of(diversity(tally, true), diversity(tally, false)));
        return resource("report.html").replace("{{charts}}", resource(CHARTS)).replace("{{data}}", json(data));
    }

    private static Map<String, Object> book(AuditReport.Line line) {
        Map<String, Object> book = new LinkedHashMap<>();
        book.put("step", line.account().step());
        book.put("what", line.account().what());
        book.put("in", line.in());
        book.put("outcomes", line.outcomes());
        book.put("underWay", line.waiting());
        book.put("balanced", line.isBalanced());
        return book;
    }

    /** The most frequent verbs, each with its most frequent nouns, as Self-Instruct shows them. */
    private static Map<String, Object> diversity(Tally tally, boolean generated) {
        SortedMap<String, SortedMap<String, Integer>> nounsByVerb = tally.nounsByVerb(generated);
        List<Map<String, Object>> verbs = nounsByVerb.entrySet().stream()
                .sorted(Comparator.comparingInt(
                                (Map.Entry<String, ? extends Map<String, Integer>> verb) -> sum(verb.getValue()))
                        .reversed())
                .limit(VERBS_SHOWN)
                .map(verb -> Map.<String, Object>of("name", verb.getKey(), "children", nouns(verb.getValue())))
                .toList();
        return Map.of("generated", generated, "verbs", nounsByVerb.size(), "shown", verbs);
    }

    private static List<Map<String, Object>> nouns(Map<String, Integer> countByNoun) {
        return countByNoun.entrySet().stream()
                .filter(noun -> !noun.getKey().isEmpty())
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(NOUNS_SHOWN)
                .map(noun -> Map.<String, Object>of("name", noun.getKey(), "value", noun.getValue()))
                .toList();
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Fit to stand in a script: nothing in it can end one. */
    private static String json(Object data) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(data).replace("</", "<\\/");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + ": is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
