package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.Runs;
import caravan.producers.Origin;
import caravan.producers.Produced;
import caravan.producers.PromptWriter;
import caravan.producers.reading.LineSource;
import caravan.schemas.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a person's own prompts on the path. */
@Command(
        name = "produce",
        description = {
            "Put prompts on the path, one a line: text, or JSON with \"instruction\" (or \"prompt\") and \"input\".",
            "Lines that are no prompt become rejections, each with its reason; the rest goes on. Reading the same file"
                    + " again gives the same ids."
        },
        mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FILE", description = "A file, or - for standard input.")
    private String file = "-";

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Name of the source in every lineage and id. Default: the file's name.")
    private @Nullable String source;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CaravanConfig config = invocation.loadFor("produce");
        if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
            throw new IOException(file + ": cannot be read");
        }
        try (LocalCluster local = LocalCluster.reach(config)) {
            Optional<Run> run = new Runs(local.cluster()).running();
            if (run.isEmpty()) {
                invocation
                        .err()
                        .println(
                                "no run is running that prompts could join; start one with caravan demo or caravan run");
                return ExitCode.SOFTWARE;
            }
            Origin origin = new Origin(
                    name(), run.get().getId(), run.get().getRound(), run.get().getPrinciples());
            try (PromptWriter writer = PromptWriter.connect(
                            local.cluster().client(), local.cluster().serdes());
                    LineSource prompts = new LineSource(open(), LineSource.LINE_BYTES_MAX)) {
                report(writer.write(prompts, origin), run.get());
            }
        }
        return ExitCode.OK;
    }

    private String name() {
        if (source != null) {
            return source;
        }
        return file.equals("-") ? "stdin" : String.valueOf(Path.of(file).getFileName());
    }

    private InputStream open() throws IOException {
        return file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
    }

    private void report(Produced produced, Run run) {
        PrintWriter out = invocation.out();
        out.printf("%d lines: %d prompts to %s%n", produced.lines(), produced.prompts(), run.getId());
        produced.rejected().forEach((reason, count) -> out.printf("%d rejected: %s%n", count, reason));
        produced.details().forEach(invocation.err()::println);
        long untold = produced.lines() - produced.prompts() - produced.details().size();
        if (untold > 0) {
            invocation.err().printf("and %d more; every one is in caravan.rejections%n", untold);
        }
    }
}
