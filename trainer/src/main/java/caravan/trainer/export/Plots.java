package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The card's pictures, each in a file of the folder {@code plots}. */
final class Plots {
    private final Map<String, Map<String, Long>> bars = new LinkedHashMap<>();
    private final Map<String, String> titles = new LinkedHashMap<>();

    private Plots() {}

    /** Of the rows that are exported, and of the filters that they passed. */
    static Plots of(List<SealedRow> rows, Map<String, Long> rejected) {
        Plots plots = new Plots();
        plots.add(
                "answer-words",
                "Examples by words of the answer",
                Counts.byLength(rows, row -> Words.of(row.answer()).size()));
        plots.add(
                "instruction-words",
                "Examples by words of instruction and input",
                Counts.byLength(
                        rows,
                        row -> Words.of(row.instruction() + " " + row.input()).size()));
        plots.add("principles", "Examples by principle that their thoughts named", Counts.byPrinciple(rows));
        plots.add(
                "sources",
                "Examples by source",
                Counts.by(rows, row -> List.of(row.lineage().source())));
        plots.add("rejected", "Records that left the path of these runs, by step and reason", rejected);
        return plots;
    }

    private void add(String name, String title, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            bars.put(name, counts);
            titles.put(name, title);
        }
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("plots"));
        for (Map.Entry<String, Map<String, Long>> plot : bars.entrySet()) {
            Files.writeString(folder.resolve(path(plot.getKey())), BarPlot.of(title(plot.getKey()), plot.getValue()));
        }
    }

    /** A line of Markdown that shows one; empty if there was nothing to draw. */
    String shown(String name) {
        return bars.containsKey(name) ? "\n![" + title(name) + "](" + path(name) + ")\n" : "";
    }

    private String title(String name) {
        return titles.getOrDefault(name, name);
    }

    private static String path(String name) {
        return "plots/" + name + ".svg";
    }
}
