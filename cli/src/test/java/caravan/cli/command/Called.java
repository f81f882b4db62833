package caravan.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One call of the command line, as a person would see it. */
public record Called(int exitCode, String out, String err) {
    /** Calls it. */
    public static Called with(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CaravanCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Called(exitCode, out.toString(), err.toString());
    }
}
