package caravan.cli.command;

/** Whether standard output is a terminal: the launcher asks the shell, since a JVM cannot tell in every version. */
final class Terminal {
    private Terminal() {}

    static boolean canBeDrawnOn() {
        return "true".equals(System.getenv("CARAVAN_TERMINAL")) && !"dumb".equals(System.getenv("TERM"));
    }
}
