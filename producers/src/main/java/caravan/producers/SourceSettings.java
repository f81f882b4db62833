package caravan.producers;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The settings of one source, as texts. It remembers which were asked for, to find those that nobody knows. */
public final class SourceSettings {
    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();

    /** Settings by name. */
    public SourceSettings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** A setting that may be missing. */
    public Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key)).map(String::strip);
    }

    /** A setting that must be there. */
    public String required(String key) {
        return text(key)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is missing"));
    }

    /** A whole number in {@code [least, most]}. */
    public long whole(String key, long byDefault, long least, long most) {
        String text = text(key).orElse(Long.toString(byDefault));
        try {
            long value = Long.parseLong(text.replace("_", ""));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of range.
        }
        throw new IllegalArgumentException(
                "'" + key + "' must be a whole number in [" + least + ", " + most + "], was '" + text + "'");
    }

    /** True or false. */
    public boolean truth(String key, boolean byDefault) {
        return oneOf(key, Boolean.toString(byDefault), "true", "false").equals("true");
    }

    /** One of some words. */
    public String oneOf(String key, String byDefault, String... words) {
        String value = text(key).orElse(byDefault);
        if (!Set.of(words).contains(value)) {
            throw new IllegalArgumentException(
                    "'" + key + "' must be one of " + String.join(", ", words) + "; was '" + value + "'");
        }
        return value;
    }

    /**
     * To be called last.
     *
     * @throws IllegalArgumentException if there are settings that were never asked for
     */
    public void requireNoOthers() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown " + String.join(", ", unknown) + "; known: " + String.join(", ", new TreeSet<>(known)));
        }
    }
}
