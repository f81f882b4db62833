package caravan.cli.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration, so that all of it can be mended at once. Not thread-safe. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(Place place, String what) {
        found.add(place + ": " + what);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }
}
