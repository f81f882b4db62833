package caravan.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one command; what it does is said by the word after it. */
@Command(
        name = "caravan",
        description = "SELF-ALIGN as a continuous stream: prompts become principled answers, an engraving dataset and a"
                + " newly served model.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ProduceCommand.class,
            SourceCommand.class,
            AskCommand.class,
            ServeCommand.class,
            TraceCommand.class,
            AuditCommand.class,
            RunsCommand.class,
            ReplayCommand.class,
            DatasetCommand.class,
            ExportCommand.class,
            ModelsCommand.class,
            EvalCommand.class,
            PretrainCommand.class,
            ExamineCommand.class,
            PrinciplesCommand.class,
            PreviewCommand.class,
            ReportCommand.class,
            ConfigCommand.class
        })
public final class CaravanCommand {
    private CaravanCommand() {}

    /** Runs the command that the arguments name and gives its exit code. */
    public static int execute(String... arguments) {
        CommandLine command = commandLine();
        int exitCode = command.execute(arguments);
        command.getOut().flush();
        return exitCode;
    }

    static CommandLine commandLine() {
        return new CommandLine(new CaravanCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new Failures());
    }
}
