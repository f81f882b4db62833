package caravan.cli.command;

import caravan.cli.audit.Audit;
import caravan.cli.audit.AuditReport;
import caravan.cli.host.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Holds the topics to their sums. */
@Command(
        name = "audit",
        description = "Check by id that every record came from somewhere and went somewhere; exit code 1 if not.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() throws IOException {
        AuditReport report;
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("audit"))) {
            report = new Audit(local.cluster()).run();
        }
        PrintWriter out = invocation.out();
        for (AuditReport.Line line : report.lines()) {
            out.printf("%-9s %-4s %s%n", line.account().step(), line.isBalanced() ? "ok" : "BAD", line.equation());
        }
        report.rejections()
                .forEach((step, reasons) ->
                        reasons.forEach((reason, count) -> out.printf("%-9s rejected %6d  %s%n", step, count, reason)));
        out.println(report.isBalanced() ? "The books balance." : "The books do not balance.");
        return report.isBalanced() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
