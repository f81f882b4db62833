package caravan.producers;

import java.io.IOException;
import java.util.Map;

/**
 * A kind of prompt source, such as files. Kinds that others write are found by {@link java.util.ServiceLoader}: a jar
 * on the class path names its class in {@code META-INF/services/caravan.producers.SourceKind}.
 */
public interface SourceKind {
    /** The word by which people ask for it. */
    String name();

    /**
     * Reads the settings of a source, without touching what it is to read.
     *
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names value and rule
     */
    Opener configure(SourceSettings settings);

    /** What of the settings is written where everybody reads it: a kind that is told a secret keeps its hash. */
    default Map<String, String> kept(Map<String, String> settings) {
        return settings;
    }

    /** A source that is configured and not open. */
    @FunctionalInterface
    interface Opener {
        /** Opens it where it was left. */
        PromptSource open(Opening opening) throws IOException;
    }
}
