package caravan.cli.command;

import caravan.cli.ask.Answer;
import caravan.cli.ask.AskedByTopic;
import caravan.cli.ask.AskedInProcess;
import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.RunningFile;
import caravan.principles.Principles;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the model that is served. */
@Command(
        name = "ask",
        description = {
            "Ask the model now served. Where a caravan is at work on the data folder, the question goes by topic and its"
                    + " model answers; else the model is opened here."
        },
        mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "QUESTION", description = "An instruction or question.")
    private String question = "";

    @Option(
            names = "--alias",
            description = "aligned, base, or a model's version. Default: ${DEFAULT-VALUE}.",
            defaultValue = "aligned")
    private String alias = "aligned";

    @Option(names = "--wait", paramLabel = "SECONDS", description = "How long to wait. Default: ${DEFAULT-VALUE}.")
    private int waitSeconds = 120;

    @Override
    public Integer call() throws IOException {
        CaravanConfig config = invocation.loadFor("ask");
        boolean isServed =
                !config.kafka().isEmbedded() || RunningFile.find(config.data()).isPresent();
        Answer answer;
        try (LocalCluster local = LocalCluster.reach(config)) {
            answer = isServed
                    ? new AskedByTopic(local.cluster(), Principles.load(config.principles()))
                            .ask(question, alias, Duration.ofSeconds(waitSeconds))
                    : new AskedInProcess(local.cluster(), config).ask(question, alias);
        }
        invocation.out().println(answer.text());
        invocation.err().printf("(%s, %d tokens)%n", answer.model(), answer.tokens());
        return ExitCode.OK;
    }
}
