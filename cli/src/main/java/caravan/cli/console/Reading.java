package caravan.cli.console;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The meters at one moment, read from Prometheus' text: so a process that watches another reads what it would read of
 * itself. A key is a sample as the text has it, such as {@code caravan_model_tokens_total{kind="decode"}}.
 */
record Reading(Map<String, Double> samples) {
    /** Meters of the clients are many and not shown. */
    private static final String OURS = "caravan_";

    static final Reading NONE = new Reading(Map.of());

    /** Reads the samples of our own meters; lines that are none are passed over. */
    static Reading of(String text) {
        Map<String, Double> samples = new HashMap<>();
        text.lines().filter(line -> line.startsWith(OURS)).forEach(line -> {
            int end = line.lastIndexOf('}') + 1;
            int space = line.indexOf(' ', end);
            if (space > 0) {
                String value = line.substring(space + 1).split(" ", 2)[0];
                try {
                    samples.put(line.substring(0, space), Double.parseDouble(value));
                } catch (NumberFormatException e) {
                    // +Inf and the like are no figures to draw.
                }
            }
        });
        return new Reading(samples);
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** The sum of all samples of a name; 0 without any. */
    double sum(String name) {
        return sum(key -> true, name);
    }

    /** The sum of those whose labels hold a text such as {@code kind="decode"}. */
    double sum(String name, String label) {
        return sum(key -> key.contains(label), name);
    }

    private double sum(Predicate<String> isWanted, String name) {
        double sum = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            String key = sample.getKey();
            boolean isNamed =
                    key.startsWith(name) && (key.length() == name.length() || key.charAt(name.length()) == '{');
            if (isNamed && isWanted.test(key)) {
                sum += sample.getValue();
            }
        }
        return sum;
    }
}
