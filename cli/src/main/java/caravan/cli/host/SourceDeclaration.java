package caravan.cli.host;

import caravan.producers.host.SourceKinds;
import caravan.schemas.Source;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A source as a person writes it: its kind, weight, rate and pause beside the kind's own settings. What is wrong with
 * it is an {@link IllegalArgumentException} that names the source, the value and the rule.
 */
public record SourceDeclaration(String name, Map<String, String> written, String by) {
    /** The seeds' own name in every lineage. */
    private static final String SEEDS = "seeds";

    private static final String KIND = "kind";
    private static final String WEIGHT = "weight";
    private static final String RATE = "rate-per-second";
    private static final String PAUSED = "paused";

    public SourceDeclaration {
        written = Map.copyOf(written);
    }

    /** The record of it, checked with the kinds that are here. */
    public Source source(SourceKinds kinds) {
        require(
                name.matches("[a-z0-9][a-z0-9._-]{0,62}") && !name.equals(SEEDS),
                "a name must be 1 to 63 of a-z, 0-9, dot, dash and underscore, and not '" + SEEDS + "'");
        Map<String, String> settings = new HashMap<>(written);
        String kind = settings.remove(KIND);
        require(kind != null, "'" + KIND + "' is missing; one of " + String.join(", ", new TreeSet<>(kinds.names())));
        double weight = number(settings.remove(WEIGHT), WEIGHT, 1);
        require(weight > 0, "'" + WEIGHT + "' must be more than 0, was " + weight);
        double rate = number(settings.remove(RATE), RATE, 0);
        require(rate >= 0, "'" + RATE + "' must be at least 0, was " + rate);
        String paused = settings.getOrDefault(PAUSED, "false");
        settings.remove(PAUSED);
        require(paused.matches("true|false"), "'" + PAUSED + "' must be true or false, was '" + paused + "'");
        Source source = Source.newBuilder()
                .setName(name)
                .setKind(String.valueOf(kind))
                .setSettings(settings)
                .setWeight(weight)
                .setRatePerSecond(rate)
                .setPaused(Boolean.parseBoolean(paused))
                .setDeclaredBy(by)
                .setSince(System.currentTimeMillis())
                .build();
        kinds.configure(source);
        Source kept = Source.newBuilder(source)
                .setSettings(kinds.kept(source.getKind(), settings))
                .build();
        kinds.configure(kept);
        return kept;
    }

    private double number(@Nullable String text, String key, double byDefault) {
        try {
            double value = text == null ? byDefault : Double.parseDouble(text);
            require(Double.isFinite(value), "'" + key + "' must be finite, was " + text);
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "source " + name + ": '" + key + "' must be a number, was '" + text + "'", e);
        }
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("source " + name + ": " + rule);
        }
    }
}
