package caravan.cli.command;

import caravan.trainer.pretrain.PretrainSettings;
import caravan.trainer.pretrain.Pretraining;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a base model of the bundled one's kind. */
@Command(
        name = "pretrain",
        description = "Train a small base model, as the bundled one was; goes on from its checkpoint.",
        mixinStandardHelpOptions = true)
final class PretrainCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FOLDER", description = "The model folder to write.")
    private Path folder = Path.of("pocket");

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description =
                    "Go on from this model folder, with more of short questions and rules. Default: from nothing.")
    private @Nullable Path from;

    @Option(names = "--steps", description = "Optimizer steps. Default: ${DEFAULT-VALUE}.")
    private int steps = 6_000;

    @Option(names = "--minutes", description = "It ends after so long in any case. Default: ${DEFAULT-VALUE}.")
    private int minutes = 120;

    @Override
    public Integer call() throws IOException {
        Path principles = invocation.loadFor("pretrain").principles();
        Duration limit = Duration.ofMinutes(minutes);
        PretrainSettings settings = from == null
                ? PretrainSettings.pocket(principles, folder, steps, limit)
                : PretrainSettings.further(principles, folder, from, steps, limit);
        Pretraining.run(settings, line -> {
            invocation.out().println(line);
            invocation.out().flush();
        });
        return ExitCode.OK;
    }
}
