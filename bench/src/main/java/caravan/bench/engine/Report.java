package caravan.bench.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was found, printed as it is found, and once more for machines. */
final class Report {
    /** Processors that others may keep busy without doing harm to the figures. */
    private static final double BUSY = 0.1;

    private final PrintStream out;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Double> scores = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    /**
     * One measurement.
     *
     * @param part of the benchmark
     * @param who was measured
     * @param what was measured, with its unit
     * @param spread over the repetitions
     */
    record Row(String part, String who, String what, Spread spread) {}

    void add(String part, String who, String what, Spread spread) {
        rows.add(new Row(part, who, what, spread));
        out.printf(Locale.ROOT, "%-8s %-28s %-46s %s%n", part, who, what, spread);
        out.flush();
    }

    void note(String note) {
        notes.add(note);
        out.println(note);
        out.flush();
    }

    /** How many times as fast as the peer, against what is aimed at; {@code aim} is 0 where nothing is. */
    void score(String key, double times, double aim) {
        scores.put(key, times);
        String verdict = aim == 0 ? "" : times >= aim ? " (aim %.1fx: met)" : " (aim %.1fx: missed)";
        note(String.format(Locale.ROOT, "%-8s %.2fx" + verdict, key, times, aim));
    }

    /** How long a part took, and how quiet the machine was. */
    void time(String part, double seconds, double othersProcessors, Clock clock) {
        String verdict = othersProcessors > BUSY && clock == Clock.WALL
                ? ": the machine was busy, take no figure of this part for true"
                : "";
        note(String.format(
                Locale.ROOT,
                "%s took %.0f s, others kept %.2f processors busy%s",
                part,
                seconds,
                othersProcessors,
                verdict));
    }

    /** The line for whoever reads only one. */
    String lastLine() {
        return "engine: "
                + scores.entrySet().stream()
                        .map(score -> String.format(Locale.ROOT, "%s=%.2fx", score.getKey(), score.getValue()))
                        .collect(Collectors.joining(" "));
    }

    /** Everything as JSON. */
    String json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        notes.forEach(json.putArray("notes")::add);
        for (Row row : rows) {
            ObjectNode entry = json.withArray("rows").addObject();
            entry.put("part", row.part()).put("who", row.who()).put("what", row.what());
            entry.put("median", row.spread().median());
            entry.put("least", row.spread().least()).put("most", row.spread().most());
        }
        ObjectNode ratios = json.putObject("scores");
        scores.forEach(ratios::put);
        return json.toString();
    }
}
