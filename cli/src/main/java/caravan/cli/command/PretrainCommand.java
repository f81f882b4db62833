package caravan.cli.command;

import caravan.trainer.pretrain.PretrainSettings;
import caravan.trainer.pretrain.Pretraining;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a base model of the bundled one's kind. */
@Command(
        name = "pretrain",
        description = "Train a small base model from scratch, as the bundled one was; goes on from its checkpoint.",
        mixinStandardHelpOptions = true)
final class PretrainCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FOLDER", description = "The model folder to write.")
    private Path folder = Path.of("pocket");

    @Option(names = "--steps", description = "Optimizer steps. Default: ${DEFAULT-VALUE}.")
    private int steps = 6_000;

    @Option(names = "--minutes", description = "It ends after so long in any case. Default: ${DEFAULT-VALUE}.")
    private int minutes = 120;

    @Override
    public Integer call() throws IOException {
        Path principles = invocation.loadFor("pretrain").principles();
        Pretraining.run(PretrainSettings.pocket(principles, folder, steps, Duration.ofMinutes(minutes)), line -> {
            invocation.out().println(line);
            invocation.out().flush();
        });
        return ExitCode.OK;
    }
}
