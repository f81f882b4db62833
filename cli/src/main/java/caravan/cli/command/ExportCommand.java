package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.dataset.RejectedOfRuns;
import caravan.cli.dataset.SealedDatasets;
import caravan.cli.host.LocalCluster;
import caravan.principles.Principles;
import caravan.schemas.Dataset;
import caravan.trainer.BadDatasetException;
import caravan.trainer.dataset.SealedRow;
import caravan.trainer.dataset.SealedRowReader;
import caravan.trainer.export.Benchmark;
import caravan.trainer.export.BenchmarkFile;
import caravan.trainer.export.Export;
import caravan.trainer.export.ExportSettings;
import caravan.trainer.export.Format;
import caravan.trainer.export.Provenance;
import caravan.trainer.export.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Writes sealed datasets as a folder that other programs read. */
@Command(
        name = "export",
        description = {
            "Write sealed datasets as a folder that Hugging Face's datasets.load_dataset reads, with a card.",
            "Rows that hold an item of a suite, and exact duplicates, are left out, named in removed.jsonl and counted in"
                    + " the card."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FOLDER", description = "Where to; must not exist, or be empty.")
    private Path folder = Path.of("");

    @Option(
            names = "--dataset",
            paramLabel = "ID",
            description =
                    "A dataset that caravan dataset list shows; may be shortened, and repeated. Default: all of the"
                            + " run that sealed last.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--run", paramLabel = "RUN", description = "All datasets of a run.")
    private @Nullable String run;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; of both, the card names the Parquet files. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Format format = Format.BOTH;

    @Option(
            names = "--suite",
            paramLabel = "NAME=FILE",
            description =
                    "An evaluation that the rows must not hold: JSON or JSON lines with questions. Without NAME it"
                            + " is called after its file. May be repeated.")
    private List<String> suites = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "The card's title. Default: caravan-RUN.")
    private @Nullable String name;

    @Option(
            names = "--licence",
            paramLabel = "ID",
            description = "As Hugging Face calls it, cc-by-4.0 for example. Default: ${DEFAULT-VALUE}.")
    private String licence = "unknown";

    @Override
    public Integer call() throws IOException, BadDatasetException {
        if (run != null && !ids.isEmpty()) {
            throw refused("--run and --dataset cannot be given together");
        }
        // Before the cluster is started, so that a mistake costs no waiting.
        List<Benchmark> named = new ArrayList<>();
        for (String suite : suites) {
            named.add(suite(suite));
        }
        ExportSettings draft = settings(name == null ? "caravan" : name, named);
        CaravanConfig config = invocation.loadFor("export");
        try (LocalCluster local = LocalCluster.reach(config)) {
            List<Dataset> datasets = chosen(SealedDatasets.of(local.cluster()));
            Set<String> runs = datasets.stream().map(Dataset::getRun).collect(Collectors.toSet());
            Provenance provenance = new Provenance(
                    datasets, RejectedOfRuns.count(local.cluster(), runs), new Version().getVersion()[0]);
            List<SealedRow> rows = new SealedRowReader(
                            Principles.load(config.principles()).engraving().endOfTurn())
                    .read(datasets);
            ExportSettings settings =
                    name == null ? settings("caravan-" + datasets.get(0).getRun(), named) : draft;
            tell(Export.write(folder, settings, provenance, rows));
        }
        return ExitCode.OK;
    }

    private List<Dataset> chosen(SealedDatasets sealed) throws IOException {
        if (run != null) {
            return sealed.ofRun(run);
        }
        if (ids.isEmpty()) {
            return sealed.ofLatestRun();
        }
        List<Dataset> chosen = new ArrayList<>();
        for (String id : ids) {
            Dataset dataset = sealed.named(id);
            if (!chosen.contains(dataset)) {
                chosen.add(dataset);
            }
        }
        return chosen;
    }

    private ExportSettings settings(String title, List<Benchmark> named) {
        try {
            return new ExportSettings(title, licence, format, named);
        } catch (IllegalArgumentException e) {
            throw refused("--" + e.getMessage());
        }
    }

    private static Benchmark suite(String option) throws IOException {
        int equals = option.indexOf('=');
        Path file = Path.of(option.substring(equals + 1));
        String plain = String.valueOf(file.getFileName());
        return BenchmarkFile.read(equals > 0 ? option.substring(0, equals) : plain, file);
    }

    private ParameterException refused(String why) {
        return new ParameterException(invocation.commandLine(), why);
    }

    private void tell(Selection selection) {
        long duplicates = selection.removed().stream()
                .filter(row -> row.reason().equals("duplicate"))
                .count();
        invocation
                .out()
                .printf(
                        "%s: %,d examples; left out: %,d that hold an item of a suite, %,d duplicates%n",
                        folder.toAbsolutePath().normalize(),
                        selection.kept().size(),
                        selection.removed().size() - duplicates,
                        duplicates);
    }
}
