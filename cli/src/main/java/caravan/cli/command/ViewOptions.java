package caravan.cli.command;

import picocli.CommandLine.Option;

/** How a command that goes on for a while shows how far it has come. */
final class ViewOptions {
    @Option(names = "--plain", description = "Print a line now and then instead of drawing over a panel.")
    private boolean isPlain;

    /** Standard output must be a terminal: the launcher asks the shell, since not every version of Java can tell. */
    boolean isDrawn() {
        return !isPlain && "true".equals(System.getenv("CARAVAN_TERMINAL")) && !"dumb".equals(System.getenv("TERM"));
    }
}
