package caravan.trainer.export;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.trainer.dataset.SealedRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The README of an exported folder: what it holds, where that came from, what was left out, how it was made. */
final class Card {
    private final ExportSettings settings;
    private final Provenance provenance;
    private final Selection selection;
    private final Plots plots;
    private final StringBuilder text = new StringBuilder();

    Card(ExportSettings settings, Provenance provenance, Selection selection, Plots plots) {
        this.settings = settings;
        this.provenance = provenance;
        this.selection = selection;
        this.plots = plots;
    }

    /** Its text. */
    String text() {
        text.append(CardHead.of(settings, selection.kept().size()));
        holds();
        use();
        origin();
        filters();
        decontamination();
        making();
        say("## Licence\n");
        say(
                settings.licence().equals("unknown")
                        ? "Nobody has named one yet; `caravan export --licence` does.\n"
                        : "`" + settings.licence() + "`, as named at the export.\n");
        return text.toString();
    }

    /** Records that left the path, by step and reason in one name. */
    static Map<String, Long> rejected(Provenance provenance) {
        Map<String, Long> counts = new LinkedHashMap<>();
        provenance
                .rejected()
                .forEach(
                        (step, reasons) -> reasons.forEach((reason, count) -> counts.put(step + ": " + reason, count)));
        return counts;
    }

    private void holds() {
        List<SealedRow> rows = selection.kept();
        say("\n# " + settings.name() + "\n");
        say("Instructions with answers that a language model wrote under written principles, and without them in the"
                + " text: a dataset for principle engraving, made by Caravan after SELF-ALIGN (Sun et al. 2023).\n");
        say("| what | number |\n| --- | ---: |");
        row("examples", rows.size());
        row(
                "of them with an input",
                rows.stream().filter(each -> !each.input().isEmpty()).count());
        row(
                "of them not finished by the model",
                rows.stream().filter(each -> !each.finished()).count());
        row(
                "median words of an answer",
                Counts.median(rows, each -> Words.of(each.answer()).size()));
        row(
                "most words of an answer",
                Counts.largest(rows, each -> Words.of(each.answer()).size()));
        say(plots.shown("answer-words") + plots.shown("instruction-words"));
    }

    private void use() {
        say("## Use\n");
        say("```python\nfrom datasets import load_dataset\n\nexamples = load_dataset(\"FOLDER\", \"messages\","
                + " split=\"train\")\n```\n");
        say("| configuration | columns |\n| --- | --- |");
        for (View view : View.values()) {
            say("| `" + view.configuration() + "` | "
                    + String.join(
                            ", ",
                            view.schema().getFields().stream()
                                    .map(field -> "`" + field.name() + "`")
                                    .toList())
                    + " |");
        }
        say(
                "\n`messages` leaves the prompt's frame to the chat template of the model that is trained; `prompt-completion`"
                        + " holds the texts letter by letter as Caravan's own trainer reads them, with the end-of-turn marker"
                        + " where the answer was finished. The views hold the same rows in the same order, under the same"
                        + " `id`.\n");
    }

    private void origin() {
        say("## Where it comes from\n");
        counts(
                "source",
                Counts.by(selection.kept(), row -> List.of(row.lineage().source())));
        say(plots.shown("sources"));
        counts(
                "model that wrote the answer",
                Counts.by(selection.kept(), row -> List.of(row.lineage().model())));
        counts(
                "principles version",
                Counts.by(selection.kept(), row -> List.of(row.lineage().principlesVersion())));
        counts("run", Counts.by(selection.kept(), row -> List.of(row.lineage().run())));
        counts(
                "round",
                Counts.by(
                        selection.kept(),
                        row -> List.of(String.valueOf(row.lineage().round()))));
        say("Principles that the thoughts named before they were pruned; an example may have named several.");
        say(plots.shown("principles"));
    }

    private void filters() {
        say("## Filters\n");
        Map<String, Long> rejected = rejected(provenance);
        if (rejected.isEmpty()) {
            say("No record of these runs was rejected, or the topic of rejections does not reach back to them.\n");
        } else {
            say("Records that left the path of these runs before they became examples, whatever dataset they would"
                    + " have been in.\n");
            counts("step: reason", rejected);
            say(plots.shown("rejected"));
        }
        say("Exact duplicates (same instruction, input and answer as an earlier row): " + selection.duplicates()
                + " left out at the export.\n");
    }

    private void decontamination() {
        say("## Decontamination\n");
        if (settings.suites().isEmpty()) {
            say("Against nothing: no suite was named. Do not evaluate on anything without having looked.\n");
            return;
        }
        say("A row is left out if its instruction and input, or its answer, share a run of " + Decontamination.GRAM
                + " words with a question or an answer of a suite (`13-gram`); if it holds a shorter question of at"
                + " least " + Decontamination.SHORT_MIN + " words whole, or asks a shorter one and nothing else"
                + " (`short-match`). Words are letters and digits in lower case; punctuation does not count. A"
                + " paraphrase is not found. " + selection.contaminated() + " of "
                + (selection.kept().size() + selection.removed().size())
                + " rows were left out, each named with its reason in `removed.jsonl`.\n");
        say("| suite | items | left out: 13-gram | left out: short-match |\n| --- | ---: | ---: | ---: |");
        for (Benchmark suite : settings.suites()) {
            say("| " + cell(suite.name()) + " | " + suite.items().size() + " | "
                    + selection.removedBy(suite.name(), "13-gram") + " | "
                    + selection.removedBy(suite.name(), "short-match") + " |");
        }
        say("");
    }

    private void making() {
        say("## How it was made\n");
        say("A base model was asked for new instructions from seed tasks and topics, near-duplicates were dropped, the"
                + " model answered each under the principles and exemplars with thoughts of its own, answers were"
                + " filtered, and principles, exemplars and thoughts were pruned. All of it is synthetic, except for"
                + " prompts that people gave; answers may be wrong. Exported by " + provenance.madeBy() + " from these"
                + " sealed datasets, which never change:\n");
        say("| dataset | run | examples | sealed at | principles |\n| --- | --- | ---: | --- | --- |");
        for (Dataset dataset : provenance.datasets()) {
            say("| `" + dataset.getId() + "` | " + cell(dataset.getRun()) + " | " + dataset.getExamples() + " | "
                    + Instant.ofEpochMilli(dataset.getSealedAt()) + " | `" + dataset.getPrinciples() + "` |");
        }
        say("\n<details><summary>Checksums of the sealed files</summary>\n");
        for (Dataset dataset : provenance.datasets()) {
            for (DatasetFile file : dataset.getFiles()) {
                say("- `" + file.getSha256() + "`, " + file.getExamples() + " examples");
            }
        }
        say("\n</details>\n");
    }

    private void counts(String what, Map<String, Long> counts) {
        say("| " + what + " | number |\n| --- | ---: |");
        counts.forEach(this::row);
        say("");
    }

    private void row(String name, long count) {
        say(String.format(Locale.ROOT, "| %s | %,d |", cell(name), count));
    }

    private static String cell(String name) {
        return name.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("\\s+", " ");
    }

    private void say(String line) {
        text.append(line).append('\n');
    }
}
