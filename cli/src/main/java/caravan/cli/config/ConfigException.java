package caravan.cli.config;

import java.util.List;

/** A configuration that cannot be used; the message holds every problem, a line each, with its place. */
public final class ConfigException extends RuntimeException {
    private final List<String> problems;

    /** All that is wrong. */
    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem with its place. */
    public List<String> problems() {
        return problems;
    }
}
