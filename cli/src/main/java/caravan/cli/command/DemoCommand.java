package caravan.cli.command;

import caravan.cli.config.Backend;
import caravan.cli.config.CaravanConfig;
import caravan.cli.demo.Demo;
import caravan.cli.demo.Estimate;
import caravan.cli.demo.Rates;
import caravan.cli.host.DjlBacking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    /** What shows the loop: the second round's data is another model's, and about other instructions. */
    private static final List<String> OF_ROUNDS =
            List.of("steps.align.model=aligned", "steps.novelty.across-runs=true");

    @Mixin
    private Invocation invocation = new Invocation();

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Examples to make; the same as --set target-examples=N. Default: 50.")
    private @Nullable Long examples;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = {
                "How often the loop is closed: each round collects, trains and serves. From the second round on the"
                        + " model of the rounds before answers, and instructions of earlier rounds are not made again"
                        + " (steps.align.model=aligned, steps.novelty.across-runs=true, unless configured otherwise).",
                "Default: 1."
            })
    private int rounds = 1;

    @Option(
            names = "--verbose",
            description = "The new model answers the run's instructions again at length, and another"
                    + " is trained on that, in each round (steps.verbose.enabled=true); about twice the time.")
    private boolean isVerbose;

    @Option(names = "--dry-run", description = "Say what it would take, and start nothing.")
    private boolean isDryRun;

    @Mixin
    private ViewOptions view = new ViewOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new IOException("--rounds must be at least 1, was " + rounds);
        }
        List<String> given = examples == null ? List.of() : List.of("target-examples=" + examples);
        List<String> defaults = new ArrayList<>(rounds == 1 ? List.of() : OF_ROUNDS);
        if (isVerbose) {
            defaults.add("steps.verbose.enabled=true");
        }
        CaravanConfig config = invocation.loadOver(defaults, given);
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
                            rounds,
                            config.trainer(),
                            measured.orElse(Rates.DEFAULTS),
                            measured.isPresent())
                    .lines()
                    .forEach(invocation.out()::println);
            if (config.steps().verbose().enabled()) {
                invocation
                        .out()
                        .println("Verbose cloning comes on top: every instruction is answered again, at length, and a"
                                + " second model is trained in each round.");
            }
            return ExitCode.OK;
        }
        LogFile.begin(config.data(), "caravan");
        DjlBacking backing = new DjlBacking(config, Invocation.home());
        boolean isServed = new Demo(config, backing, rounds, invocation.out(), view.isDrawn()).run();
        return isServed ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
