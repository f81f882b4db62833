package caravan.trainer.pretrain.corpus;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists of words by name, for slots. Immutable.
 *
 * <p>A vocabulary is split in two: a tenth of each long list is held out, so that evaluation asks about subjects that
 * training never named.
 */
final class Vocabulary {
    private static final int LONG = 24;
    private final Map<String, List<String>> lists;

    Vocabulary(Map<String, List<String>> lists) {
        this.lists = lists;
    }

    /** Reads {@code words.txt}: lines {@code name: item | item}. */
    static Vocabulary read(String text) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            int colon = line.indexOf(": ");
            List<String> items = Arrays.stream(line.substring(colon + 2).split(" \\| "))
                    .map(String::strip)
                    .toList();
            lists.put(line.substring(0, colon), items);
        });
        return new Vocabulary(lists);
    }

    /** With one more list. */
    Vocabulary with(String name, List<String> items) {
        Map<String, List<String>> more = new LinkedHashMap<>(lists);
        more.put(name, List.copyOf(items));
        return new Vocabulary(more);
    }

    /** With the lists of another, which take the place of those of the same names. */
    Vocabulary with(Vocabulary other) {
        Map<String, List<String>> more = new LinkedHashMap<>(lists);
        more.putAll(other.lists);
        return new Vocabulary(more);
    }

    /** The list of this name. */
    Optional<List<String>> list(String name) {
        return Optional.ofNullable(lists.get(name));
    }

    /** Whether an item is kept from training. Short lists are needed whole. */
    boolean isHeldOut(String name, String item) {
        List<String> items = list(name).orElse(List.of());
        return items.size() > LONG && Math.floorMod(item.hashCode() * 31, 97) < 10;
    }
}
