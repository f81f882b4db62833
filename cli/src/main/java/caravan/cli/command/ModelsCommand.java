package caravan.cli.command;

import caravan.cli.host.LocalCluster;
import caravan.cli.host.ModelFolder;
import caravan.cli.host.Rollback;
import caravan.cli.host.ServedFiles;
import caravan.cli.models.Acceptance;
import caravan.cli.models.Catalogue;
import caravan.cli.models.ModelLines;
import caravan.inference.ModelFiles;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.MergedModel;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the models and what the aliases mean; lets a person decide which one is served. */
@Command(
        name = "models",
        description = "List the models, where each comes from, its figures, and which of them each alias means.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("models"))) {
            new ModelLines(Catalogue.read(local.cluster()), invocation.out()).list();
        }
        return ExitCode.OK;
    }

    /** Rolls back, or forward again. */
    @Command(
            description =
                    "Serve this version as `aligned` from now on, without a restart, until another model is trained.",
            mixinStandardHelpOptions = true)
    int serve(@Parameters(paramLabel = "VERSION") String version) throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("models"))) {
            Serving serving = new Rollback(local.cluster()).to(version, "a person");
            invocation.out().println(serving.getAlias() + " means " + serving.getVersion() + " from now on");
        }
        return ExitCode.OK;
    }

    /** Everything that is known of one. */
    @Command(
            description = "Show one model: its ancestors, settings, figures, and how the gate judged it.",
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "VERSION") String version) throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("models"))) {
            Catalogue catalogue = Catalogue.read(local.cluster());
            Model model = Optional.ofNullable(catalogue.models().get(version))
                    .orElseThrow(() -> new IOException("there is no model " + version + "; caravan models shows them"));
            new ModelLines(catalogue, invocation.out()).show(model);
        }
        return ExitCode.OK;
    }

    /** Overrides the gate. */
    @Command(
            description = "Have a model served that the gate refused. It is written down who did, and later models must"
                    + " be no worse than it.",
            mixinStandardHelpOptions = true)
    int accept(@Parameters(paramLabel = "VERSION") String version) throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("models"))) {
            Serving serving = new Acceptance(local.cluster()).accept(version, "a person");
            invocation.out().println(serving.getAlias() + " means " + serving.getVersion() + " from now on");
        }
        return ExitCode.OK;
    }

    /** A model that other programs load: transformers, vLLM, llama.cpp's converter. */
    @Command(
            description = "Write a model as one Hugging Face folder: an adapter is added to its base's weights.",
            mixinStandardHelpOptions = true)
    int merge(
            @Parameters(
                            paramLabel = "VERSION",
                            description = "An adapter's version, as `caravan models` lists it, or the folder of one in"
                                    + " PEFT's layout.")
                    String version,
            @Parameters(paramLabel = "FOLDER", description = "Is made, or must be empty.") Path folder,
            @Option(names = "--bfloat16", description = "Write the sums rounded to bfloat16, half the size.")
                    boolean rounds)
            throws IOException {
        ModelFiles files = model(version);
        Path adapter = files.adapter()
                .orElseThrow(() -> new IOException("model " + version + " is whole already: " + files.base()));
        requireEmpty(folder);
        MergedModel.write(files.base(), adapter, folder, rounds ? Dtype.BFLOAT16 : Dtype.FLOAT32);
        invocation.out().println(folder.toAbsolutePath().normalize() + " holds " + files.version() + " merged");
        return ExitCode.OK;
    }

    private ModelFiles model(String version) throws IOException {
        if (Files.isDirectory(Path.of(version))) {
            return ModelFolder.of(Path.of(version), Optional.empty());
        }
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("models"))) {
            return ServedFiles.ofVersion(local.cluster(), version);
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new IOException(folder + ": must be empty, for a model is written there");
                }
            }
        }
    }
}
