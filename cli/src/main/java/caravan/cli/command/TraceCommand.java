package caravan.cli.command;

import caravan.cli.host.LocalCluster;
import caravan.cli.trace.TraceTree;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a record's way. */
@Command(
        name = "trace",
        description = "Show a record's way from its prompt to an example or a reason, by any id on that way.",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "ID", description = "Id of any record, or its beginning.")
    private String id = "";

    @Option(
            names = "--texts",
            description = "Show the whole text of each record, too: what was asked, and what came back.")
    private boolean withTexts;

    @Override
    public Integer call() throws IOException {
        List<String> lines;
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("trace"))) {
            lines = TraceTree.of(local.cluster(), id, withTexts);
        }
        if (lines.isEmpty()) {
            invocation.err().println("no record has an id that begins with " + id);
            return ExitCode.SOFTWARE;
        }
        lines.forEach(invocation.out()::println);
        return ExitCode.OK;
    }
}
