package caravan.cli.command;

import caravan.cli.host.LocalCluster;
import caravan.cli.host.Rollback;
import caravan.cli.host.Tables;
import caravan.schemas.Model;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the models and what the aliases mean; lets a person decide which one is served. */
@Command(
        name = "models",
        description = "List the models, their figures, and which of them each alias means.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("models"))) {
            Map<String, Serving> serving = Tables.latest(local.cluster(), Topics.SERVING);
            Tables.latest(local.cluster(), Topics.MODELS).values().forEach(model -> print(model, serving));
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

    private void print(Model model, Map<String, Serving> serving) {
        String aliases = serving.values().stream()
                .filter(each -> each.getVersion().equals(model.getVersion()))
                .map(Serving::getAlias)
                .sorted()
                .collect(Collectors.joining(", "));
        invocation
                .out()
                .printf(
                        "%-28s %-8s %-14s since %s%s%n",
                        model.getVersion(),
                        model.getKind().name().toLowerCase(Locale.ROOT),
                        aliases.isEmpty() ? "-" : "= " + aliases,
                        Instant.ofEpochMilli(model.getCreatedAt()),
                        model.getDataset().map(id -> ", dataset " + id).orElse(""));
        new TreeMap<>(model.getMetrics())
                .forEach((name, value) -> invocation.out().printf("    %-28s %.4f%n", name, value));
    }
}
