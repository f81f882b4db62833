package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.BaseModel;
import caravan.cli.host.DjlBacking;
import caravan.cli.preview.Preview;
import caravan.cli.preview.Previewed;
import caravan.cli.preview.PreviewedStep;
import caravan.inference.LanguageModel;
import caravan.principles.Principles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a step makes of a few records. */
@Command(
        name = "preview",
        description = {
            "Take a few records through one step with the configured base model, and show for each the prompt, the"
                    + " completion, how it was read and the verdict. Nothing is stored.",
            "vanilla, subjects and topic-guided draw from the seeds; align answers seed tasks, or the lines of a file."
        },
        mixinStandardHelpOptions = true)
final class PreviewCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(index = "0", paramLabel = "STEP", description = "One of ${COMPLETION-CANDIDATES}.")
    private PreviewedStep step = PreviewedStep.ALIGN;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "How many. Default: 3.")
    private int count = 3;

    @Option(names = "--file", paramLabel = "FILE", description = "For align: instructions, one a line.")
    private @Nullable Path file;

    @Option(names = "--whole", description = "Show the whole prefix too.")
    private boolean isWhole;

    @Override
    public Integer call() throws IOException {
        CaravanConfig config = invocation.loadFor("preview");
        Principles principles = Principles.load(config.principles());
        List<String> instructions = file == null ? List.of() : Files.readAllLines(file);
        DjlBacking backing = new DjlBacking(config, Invocation.home());
        BaseModel base = backing.base();
        try (LanguageModel model = backing.open(base, new SimpleMeterRegistry())) {
            Preview preview = new Preview(config.steps(), principles, model, base.version());
            int records = file == null ? count : Math.min(count, instructions.size());
            for (int number = 0; number < records; number++) {
                invocation.out().printf("------ %d of %d%n", number + 1, records);
                for (Previewed call : previewed(preview, instructions, number)) {
                    call.lines(isWhole).forEach(invocation.out()::println);
                }
                invocation.out().flush();
            }
        }
        return ExitCode.OK;
    }

    private List<Previewed> previewed(Preview preview, List<String> instructions, int number) {
        if (step != PreviewedStep.ALIGN) {
            return preview.draw(step, number);
        }
        return instructions.isEmpty()
                ? preview.seedTask(number)
                : preview.instruction(number, instructions.get(number), "");
    }
}
