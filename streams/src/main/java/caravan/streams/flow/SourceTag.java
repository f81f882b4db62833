package caravan.streams.flow;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of prompt sources as values of a metric's tag. Whoever sends a prompt chooses its source's name, so that the
 * first {@value #MOST} are told apart and all later ones are {@value #OTHERS}. Thread-safe.
 */
final class SourceTag {
    private static final int MOST = 50;
    private static final int CHARACTERS_MAX = 80;
    private static final String OTHERS = "(others)";

    private final Set<String> known = new HashSet<>();

    /** The tag's value for a source. */
    synchronized String of(String source) {
        String name = source.length() <= CHARACTERS_MAX ? source : source.substring(0, CHARACTERS_MAX);
        if (known.contains(name)) {
            return name;
        }
        return known.size() < MOST && known.add(name) ? name : OTHERS;
    }
}
