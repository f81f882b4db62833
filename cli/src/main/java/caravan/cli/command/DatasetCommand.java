package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.dataset.SealedDatasets;
import caravan.cli.host.LocalCluster;
import caravan.principles.Principles;
import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.trainer.BadDatasetException;
import caravan.trainer.dataset.DatasetDiff;
import caravan.trainer.dataset.DatasetDiff.Counts;
import caravan.trainer.dataset.SealedRow;
import caravan.trainer.dataset.SealedRowReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists sealed datasets, shows one, and says in what two differ. */
@Command(
        name = "dataset",
        description = "List sealed datasets, show one, and say in what two differ.",
        mixinStandardHelpOptions = true)
final class DatasetCommand {
    private static final int ID_SHOWN = 12;

    @Mixin
    private Invocation invocation = new Invocation();

    /** Every dataset. */
    @Command(description = "List every sealed dataset, oldest first.", mixinStandardHelpOptions = true)
    int list() throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("dataset"))) {
            List<Dataset> datasets = SealedDatasets.of(local.cluster()).all();
            datasets.forEach(this::print);
            if (datasets.isEmpty()) {
                invocation.out().println("no dataset is sealed yet");
            }
        }
        return ExitCode.OK;
    }

    /** One dataset, whose files are checked. */
    @Command(
            description = "Check a dataset's files against the checksums it was sealed with, and show what it holds.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "DATASET", description = "Its id; may be shortened.") String id,
            @Option(
                            names = "--examples",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "Print so many of its examples. Default: ${DEFAULT-VALUE}.")
                    int examples)
            throws IOException, BadDatasetException {
        CaravanConfig config = invocation.loadFor("dataset");
        try (LocalCluster local = LocalCluster.reach(config)) {
            Dataset dataset = SealedDatasets.of(local.cluster()).named(id);
            List<SealedRow> rows = reader(config).read(List.of(dataset));
            PrintWriter out = invocation.out();
            print(dataset);
            out.println("  id          " + dataset.getId());
            out.println("  principles  " + dataset.getPrinciples());
            for (DatasetFile file : dataset.getFiles()) {
                out.printf("  %s, %,d examples, as sealed%n", file.getUri(), file.getExamples());
            }
            DatasetDiff.between(List.of(), rows).parts().forEach((name, parts) -> {
                out.println(name);
                parts.forEach((part, count) -> out.printf("  %-40s %,8d%n", part, count.after()));
            });
            rows.stream().limit(examples).forEach(row -> print(out, row));
        }
        return ExitCode.OK;
    }

    /** From one to another. */
    @Command(
            description =
                    "Say what dataset B has that A has not, and the other way round: by id, which a replay renews,"
                            + " and by content.",
            mixinStandardHelpOptions = true)
    int diff(@Parameters(paramLabel = "A") String before, @Parameters(paramLabel = "B") String after)
            throws IOException, BadDatasetException {
        CaravanConfig config = invocation.loadFor("dataset");
        try (LocalCluster local = LocalCluster.reach(config)) {
            SealedDatasets datasets = SealedDatasets.of(local.cluster());
            Dataset a = datasets.named(before);
            Dataset b = datasets.named(after);
            SealedRowReader reader = reader(config);
            DatasetDiff diff = DatasetDiff.between(reader.read(List.of(a)), reader.read(List.of(b)));
            PrintWriter out = invocation.out();
            out.print("A  ");
            print(a);
            out.print("B  ");
            print(b);
            out.println("by id:       " + told(diff.ids()) + ", " + diff.ids().changed() + " of other content");
            out.println("by content:  " + told(diff.contents()));
            diff.parts().forEach((name, parts) -> {
                out.printf("%-42s %8s %8s%n", name, "A", "B");
                parts.forEach((part, count) -> out.printf("  %-40s %,8d %,8d%n", part, count.before(), count.after()));
            });
        }
        return ExitCode.OK;
    }

    private static String told(Counts counts) {
        return counts.removed() + " only in A, " + counts.added() + " only in B, " + counts.same() + " alike in both";
    }

    private static SealedRowReader reader(CaravanConfig config) {
        return new SealedRowReader(
                Principles.load(config.principles()).engraving().endOfTurn());
    }

    private void print(Dataset dataset) {
        invocation
                .out()
                .printf(
                        "%s  %-28s %,8d examples, round %d, by %s, sealed %s%n",
                        dataset.getId()
                                .substring(0, Math.min(ID_SHOWN, dataset.getId().length())),
                        dataset.getRun(),
                        dataset.getExamples(),
                        dataset.getRound(),
                        String.join(", ", dataset.getModels()),
                        Instant.ofEpochMilli(dataset.getSealedAt()));
    }

    private static void print(PrintWriter out, SealedRow row) {
        out.println();
        out.println("> " + row.instruction().replace("\n", "\n> "));
        if (!row.input().isEmpty()) {
            out.println("> " + row.input().replace("\n", "\n> "));
        }
        out.println(row.answer() + (row.finished() ? "" : " [not finished]"));
    }
}
