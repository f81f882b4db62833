package caravan.cli.command;

import caravan.cli.config.Backend;
import caravan.cli.config.CaravanConfig;
import caravan.cli.demo.Demo;
import caravan.cli.demo.Estimate;
import caravan.cli.demo.Rates;
import caravan.cli.host.DjlBacking;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole path on this machine, before a person's eyes. */
@Command(
        name = "demo",
        description = "Run everything here until a dataset is sealed and a model is trained on it; needs nothing else.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Examples to make; the same as --set target-examples=N. Default: 50.")
    private @Nullable Long examples;

    @Option(names = "--dry-run", description = "Say what it would take, and start nothing.")
    private boolean isDryRun;

    @Mixin
    private ViewOptions view = new ViewOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        CaravanConfig config = examples == null ? invocation.load() : invocation.load("target-examples=" + examples);
        if (config.targetExamples() == 0) {
            throw new IOException(
                    "a demo needs a target; target-examples is 0, which goes on for ever (caravan run does)");
        }
        if (config.model().backend() != Backend.DJL) {
            throw new IOException("a demo trains, and model.backend is openai, whose weights are not here (caravan run"
                    + " only collects)");
        }
        if (isDryRun) {
            Optional<Rates> measured = Rates.measured(config.data());
            new Estimate(
                            config.targetExamples(),
                            config.trainer(),
                            measured.orElse(Rates.DEFAULTS),
                            measured.isPresent())
                    .lines()
                    .forEach(invocation.out()::println);
            return ExitCode.OK;
        }
        LogFile.begin(config.data(), "caravan");
        DjlBacking backing = new DjlBacking(config, Invocation.home());
        boolean isServed = new Demo(config, backing, invocation.out(), view.isDrawn()).run();
        return isServed ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
