package caravan.cli;

import caravan.cli.command.CaravanCommand;

/** Where {@code ./caravan} begins. */
public final class Main {
    private Main() {}

    /** Runs one command and leaves with its exit code: 0 done, 1 failed, 2 wrongly called or configured. */
    public static void main(String[] arguments) {
        System.exit(CaravanCommand.execute(arguments));
    }
}
