package caravan.cli.fire;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options of a trial: names with a value each. An unknown one is refused: a trial of an hour must not begin because
 * a word was misspelt.
 */
record Options(Map<String, String> values) {
    /**
     * Reads them.
     *
     * @throws IllegalArgumentException that names an unknown option, or one without a value
     */
    static Options of(List<String> arguments, String... known) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!Arrays.asList(known).contains(name) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        "takes " + String.join(" VALUE, ", known) + " VALUE; was " + String.join(" ", arguments));
            }
            values.put(name, arguments.get(i + 1));
        }
        return new Options(values);
    }

    /** The same, for a program: what is wrong is said, and the process ends with 2. */
    static Options orEnd(List<String> arguments, String... known) {
        try {
            return of(arguments, known);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(2);
            throw e;
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** What stands between commas. */
    Optional<List<String>> list(String name) {
        return find(name).map(value -> List.of(value.split(",")));
    }

    long number(String name, long otherwise) {
        return find(name).map(Long::parseLong).orElse(otherwise);
    }
}
