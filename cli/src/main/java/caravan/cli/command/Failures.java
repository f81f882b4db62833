package caravan.cli.command;

import caravan.cli.config.ConfigException;
import caravan.cli.embedded.EmbeddedStartException;
import caravan.inference.ModelException;
import caravan.principles.PrinciplesException;
import caravan.schemas.TopicMismatchException;
import caravan.schemas.registry.SchemaRegistryException;
import caravan.trainer.BadDatasetException;
import caravan.trainer.evaluation.SuiteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says why a command failed: the message alone where it was written for a person, else the trace as well. */
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        command.getErr().println(command.getColorScheme().errorText(String.valueOf(failure.getMessage())));
        if (failure instanceof ConfigException) {
            return ExitCode.USAGE;
        }
        boolean isExpected = failure instanceof EmbeddedStartException
                || failure instanceof TopicMismatchException
                || failure instanceof PrinciplesException
                || failure instanceof SchemaRegistryException
                || failure instanceof SuiteException
                || failure instanceof ModelException
                || failure instanceof BadDatasetException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException;
        if (!isExpected) {
            failure.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }
}
