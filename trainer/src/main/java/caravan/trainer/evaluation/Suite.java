package caravan.trainer.evaluation;

import caravan.schemas.ContentHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Questions that are put to models to compare them.
 *
 * @param name what people call it
 * @param items in their order; ids are unique
 */
public record Suite(String name, List<Item> items) {
    public Suite {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("suite " + name + " must have items");
        }
        Set<String> ids = new HashSet<>();
        items.forEach(item -> {
            if (!ids.add(item.id())) {
                throw new IllegalArgumentException("suite " + name + " has two items " + item.id());
            }
        });
    }

    /** The first of its items, at most that many, of each behaviour in turn, so that none is left out. */
    public Suite limit(int itemsMax) {
        var byBehaviour = items.stream()
                .collect(Collectors.groupingBy(
                        Item::behaviour, java.util.LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
        Set<String> kept = new HashSet<>();
        for (int turn = 0; kept.size() < Math.min(itemsMax, items.size()); turn++) {
            for (List<Item> each : byBehaviour.values()) {
                if (turn < each.size() && kept.size() < itemsMax) {
                    kept.add(each.get(turn).id());
                }
            }
        }
        return new Suite(
                name, items.stream().filter(item -> kept.contains(item.id())).toList());
    }

    /** Content hash of all items; {@code prompt} is the text that they are asked under. */
    public String hash(String prompt) {
        var parts = new ArrayList<Object>();
        parts.add(prompt);
        // Records say all that they hold; a pattern says its source.
        items.forEach(item -> parts.add(item.toString()));
        return ContentHash.of(parts.toArray());
    }
}
