package caravan.cli.models;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelFolders;
import caravan.schemas.ModelKind;
import caravan.trainer.engrave.DjlEngraver;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Prints models: all of them in a few lines each, or everything that is known of one. */
public final class ModelLines {
    private final Catalogue catalogue;
    private final PrintWriter out;

    /** Prints to {@code out}. */
    public ModelLines(Catalogue catalogue, PrintWriter out) {
        this.catalogue = catalogue;
        this.out = out;
    }

    /** All, in the order in which they came. */
    public void list() {
        catalogue.models().values().forEach(this::brief);
        out.flush();
    }

    private void brief(Model model) {
        head(model);
        lineage(model);
        List<Evaluation> judged = catalogue.evaluationsOf(model.getVersion());
        if (!judged.isEmpty()) {
            out.printf("    %s%n", verdict(judged.get(judged.size() - 1)));
        }
        String figures = figures(model.getMetrics());
        if (!figures.isEmpty()) {
            out.printf("    %s%n", figures);
        }
    }

    /** One model: its ancestors, settings, figures, and every time it was judged. */
    public void show(Model model) {
        head(model);
        out.printf("    files %s%n", model.getUri());
        Path picture = ModelFolders.folder(model).resolve(DjlEngraver.LOSS_PICTURE);
        if (Files.exists(picture)) {
            out.printf("    losses of its training, drawn: %s%n", picture);
        }
        out.println("  lineage");
        ancestors(model, "    ", new HashSet<>());
        section("  settings", new TreeMap<>(model.getSettings()));
        Map<String, String> metrics = new TreeMap<>();
        model.getMetrics().forEach((name, value) -> metrics.put(name, String.format(Locale.ROOT, "%.4f", value)));
        section("  figures", metrics);
        for (Evaluation each : catalogue.evaluationsOf(model.getVersion())) {
            out.printf("  judged %s by %s: %s%n", at(each.getAt()), each.getBy(), verdict(each));
            each.getScores()
                    .forEach(score -> out.printf(
                            Locale.ROOT,
                            "    %-20s %5.1f  (%.1f to %.1f, %d items)%n",
                            score.getBehaviour(),
                            100 * score.getScore(),
                            100 * score.getLow(),
                            100 * score.getHigh(),
                            score.getItems()));
        }
        out.flush();
    }

    private void head(Model model) {
        String aliases = catalogue.aliases(model.getVersion());
        out.printf(
                "%-28s %-8s %-16s since %s%n",
                model.getVersion(),
                model.getKind().name().toLowerCase(Locale.ROOT),
                aliases.isEmpty() ? "-" : "= " + aliases,
                at(model.getCreatedAt()));
    }

    private void lineage(Model model) {
        if (model.getKind() != ModelKind.BASE) {
            out.printf(
                    "    %s -> %s, %s%n", model.getBase(), model.getVersion(), data(model, catalogue.datasetOf(model)));
        }
    }

    /** Base and data, then those that wrote the data, each with its own ancestors. */
    private void ancestors(Model model, String indent, Set<String> told) {
        if (!told.add(model.getVersion())) {
            return;
        }
        if (model.getKind() == ModelKind.BASE) {
            out.printf("%s%s, a base%n", indent, model.getVersion());
            return;
        }
        out.printf(
                "%s%s -> %s, %s%n",
                indent, model.getBase(), model.getVersion(), data(model, catalogue.datasetOf(model)));
        List<String> ancestry = new ArrayList<>(model.getAncestry());
        ancestry.add(model.getBase());
        for (String version : ancestry) {
            Optional<Model> known = catalogue.model(version);
            if (known.isPresent()) {
                ancestors(known.get(), indent + "  ", told);
            } else if (told.add(version)) {
                out.printf("%s  %s, of which there is no record here%n", indent, version);
            }
        }
    }

    private static String data(Model model, Optional<Dataset> dataset) {
        String id = model.getDataset().orElse("-");
        String writers = model.getAncestry().isEmpty() ? "unknown" : String.join(", ", model.getAncestry());
        return dataset.map(each -> String.format(
                        Locale.ROOT,
                        "dataset %s (%d examples, %s, round %d, written by %s)",
                        id,
                        each.getExamples(),
                        each.getRun(),
                        each.getRound(),
                        writers))
                .orElseGet(() -> "dataset " + id + " (no record of it here; written by " + writers + ")");
    }

    private static String verdict(Evaluation evaluation) {
        String word = evaluation.getDecision().name().toLowerCase(Locale.ROOT);
        return evaluation.getDecision() == EvaluationDecision.ACCEPTED
                ? word + ": " + evaluation.getReason()
                : String.format(
                        Locale.ROOT,
                        "%s on %s, %d items: %s",
                        word,
                        evaluation.getSuite(),
                        evaluation.getItems(),
                        evaluation.getReason());
    }

    private static String figures(Map<String, Double> metrics) {
        List<String> figures = new ArrayList<>();
        Optional.ofNullable(metrics.get("heldOutLossAfter"))
                .ifPresent(after -> figures.add(String.format(
                        Locale.ROOT,
                        "held-out loss %.4f -> %.4f",
                        metrics.getOrDefault("heldOutLossBefore", Double.NaN),
                        after)));
        Optional.ofNullable(metrics.get("steps"))
                .ifPresent(steps -> figures.add(String.format(
                        Locale.ROOT,
                        "%.0f steps on %.0f examples in %.0f s",
                        steps,
                        metrics.getOrDefault("examples", Double.NaN),
                        metrics.getOrDefault("seconds", Double.NaN))));
        Optional.ofNullable(metrics.get("gate.score"))
                .ifPresent(score -> figures.add(String.format(Locale.ROOT, "gate score %.1f", 100 * score)));
        return String.join("; ", figures);
    }

    private void section(String title, Map<String, String> values) {
        if (!values.isEmpty()) {
            out.println(title);
            values.forEach((name, value) -> out.printf("    %-28s %s%n", name, value));
        }
    }

    private static String at(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
