package caravan.cli.demo;

import caravan.cli.view.Progress;
import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.Topics;
import caravan.streams.flow.Unanswered;
import caravan.trainer.GateMetrics;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** What came of a run: where the dataset is, a few of its rows, what was rejected and why, and the new model. */
final class Summary {
    private static final int ROWS = 3;
    private static final int TEXT_CHARS_MAX = 300;

    private final PrintWriter out;

    Summary(PrintWriter out) {
        this.out = out;
    }

    void print(Progress progress) throws IOException {
        if (progress.dataset().isPresent()) {
            print(progress.dataset().get());
        }
        printOutcome(progress);
        printSurplus(progress);
    }

    /** What was rejected and why, and the model. */
    void printOutcome(Progress progress) {
        out.println();
        out.println("Rejections, by step and reason:");
        progress.rejections()
                .forEach((step, reasons) -> reasons.forEach(
                        (reason, count) -> out.printf(Locale.ROOT, "  %-9s %6d  %s%n", step, count, reason)));
        if (progress.rejections().isEmpty()) {
            out.println("  none");
        }
        out.println();
        progress.model().ifPresent(model -> print(model, progress.evaluation()));
        progress.refused().ifPresent(this::print);
    }

    /** What was under way when the run had its target: how much of it was made all the same, and where that is. */
    private void printSurplus(Progress progress) {
        long target = progress.run().map(Run::getTargetExamples).orElse(0L);
        long sealed = progress.dataset().map(Dataset::getExamples).orElse(0L);
        long after = Math.max(0, progress.examples() - sealed);
        long letGo = progress.rejections().values().stream()
                .mapToLong(reasons -> reasons.getOrDefault(Unanswered.RUN_COMPLETE, 0L))
                .sum();
        out.printf("Asked for %d examples, sealed %d.%n", target, sealed);
        if (after > 0) {
            out.printf("  %d more came after the seal and stay in %s, in no dataset%n", after, Topics.EXAMPLES.name());
        }
        if (letGo > 0) {
            out.printf(
                    "  %d model calls that were planned or under way by then were let go (%s)%n",
                    letGo, Unanswered.RUN_COMPLETE);
        }
    }

    private void print(Dataset dataset) throws IOException {
        out.println();
        out.printf("Dataset %s: %d examples%n", dataset.getId(), dataset.getExamples());
        for (DatasetFile file : dataset.getFiles()) {
            out.printf("  %s (%d examples, %d bytes)%n", SampleRows.path(file), file.getExamples(), file.getBytes());
        }
        int number = 1;
        for (JsonNode row : SampleRows.of(dataset, ROWS)) {
            out.println();
            out.println("  row " + number++ + "  " + row.path("id").asText());
            out.println("  instruction: " + shortened(row.path("instruction").asText()));
            if (!row.path("input").asText().isEmpty()) {
                out.println("  input:       " + shortened(row.path("input").asText()));
            }
            out.println("  completion:  " + shortened(row.path("completion").asText()));
        }
    }

    private void print(Model model, Optional<Evaluation> evaluation) {
        out.printf(
                Locale.ROOT,
                "Model %s, %s: held-out loss %.4f of the base, %.4f now, after %.0f steps in %.0f s%n",
                model.getVersion(),
                GateMetrics.isRefused(model) ? "kept and not served" : "served as aligned",
                figure(model, "heldOutLossBefore"),
                figure(model, "heldOutLossAfter"),
                figure(model, "steps"),
                figure(model, "seconds"));
        evaluation.ifPresent(each -> out.printf(
                Locale.ROOT,
                "  gate, %d items of %s in %.0f s: %s%n",
                each.getItems(),
                each.getSuite(),
                each.getSeconds(),
                each.getReason()));
        if (GateMetrics.isRefused(model)) {
            out.println("  caravan models accept " + model.getVersion() + " would have it served all the same");
        }
    }

    private void print(Rejection refused) {
        out.println("No new model: " + refused.getReason() + ", " + refused.getDetail());
    }

    private static double figure(Model model, String name) {
        return model.getMetrics().getOrDefault(name, Double.NaN);
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ⏎ ");
        return line.length() <= TEXT_CHARS_MAX ? line : line.substring(0, TEXT_CHARS_MAX) + "…";
    }
}
