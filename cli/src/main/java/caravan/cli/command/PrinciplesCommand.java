package caravan.cli.command;

import caravan.principles.Principles;
import caravan.principles.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What can be done with the folder of principles. */
@Command(name = "principles", description = "Work on the principles.", mixinStandardHelpOptions = true)
final class PrinciplesCommand {
    @Mixin
    private Invocation invocation = new Invocation();

    /** Says what the folder holds, or everything that is wrong in it. */
    @Command(
            description = "Check the constitution, exemplars, seed tasks and templates: all problems at once.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "Default: the configured one.") @Nullable
                    Path folder) {
        Path checked = folder == null ? invocation.load().principles() : folder;
        PrintWriter out = invocation.out();
        List<Problem> problems = Principles.problems(checked);
        if (!problems.isEmpty()) {
            problems.forEach(out::println);
            out.printf("%d problem(s) in %s%n", problems.size(), checked);
            return ExitCode.SOFTWARE;
        }
        Principles principles = Principles.load(checked);
        out.printf(
                "%s: %d principles, %d exemplars, %d red-team types, %d seed tasks; version %s%n",
                checked,
                principles.constitution().principles().size(),
                principles.exemplars().size(),
                principles.redTeamTypes().size(),
                principles.seedTasks().size(),
                principles.version());
        return ExitCode.OK;
    }
}
