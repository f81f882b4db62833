package caravan.cli.command;

import caravan.cli.host.LocalCluster;
import caravan.cli.host.Rollback;
import caravan.cli.models.Acceptance;
import caravan.cli.models.Catalogue;
import caravan.cli.models.ModelLines;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
}
