package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.report.Report;
import caravan.principles.Principles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the page of what was kept, dropped and named. */
@Command(
        name = "report",
        description =
                "Write a page of keep-rates, drops by reason, principles named and variety, read from the topics.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "caravan-report.html")
    private Path file = Path.of("caravan-report.html");

    @Override
    public Integer call() throws IOException {
        CaravanConfig config = invocation.loadFor("report");
        String page;
        try (LocalCluster local = LocalCluster.reach(config)) {
            page = new Report(local.cluster())
                    .html(
                            Principles.load(config.principles()).constitution(),
                            "Caravan: " + config.data().getFileName());
        }
        Files.writeString(file, page);
        invocation.out().println(file.toAbsolutePath());
        return ExitCode.OK;
    }
}
