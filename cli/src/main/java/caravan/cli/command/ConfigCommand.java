package caravan.cli.command;

import caravan.cli.config.ConfigText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Prints every setting as it will be used, or all that is wrong with them. */
@Command(
        name = "config",
        description = "Check the configuration and print every setting, defaults included.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() {
        invocation.out().print(ConfigText.of(invocation.load()));
        return ExitCode.OK;
    }
}
