package caravan.trainer.pretrain.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The slots of one exchange: the first mention of a slot draws its word, later ones repeat it. Not thread-safe. */
final class Filling {
    private static final int TRIES = 8;

    private final Vocabulary words;
    private final UnaryOperator<String> glosses;
    private final RandomGenerator random;
    private final boolean heldOut;
    private final Map<String, String> bound = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * Empty slots.
     *
     * @param heldOut whether words kept from training are drawn (else they never are)
     */
    Filling(Vocabulary words, UnaryOperator<String> glosses, RandomGenerator random, boolean heldOut) {
        this.words = words;
        this.glosses = glosses;
        this.random = random;
        this.heldOut = heldOut;
    }

    /** Fixes a slot before any text is filled. */
    void bind(String slot, String word) {
        bound.put(slot, word);
    }

    /** What a slot holds. */
    Optional<String> word(String slot) {
        return Optional.ofNullable(bound.get(slot));
    }

    /** The text with its choices made and its slots filled. */
    String fill(String text) {
        StringBuilder filled = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '[' && text.indexOf('|', i) > 0) {
                int end = closing(text, i);
                String[] choices = text.substring(i + 1, end).split("\\|", -1);
                filled.append(fill(choices[random.nextInt(choices.length)]));
                i = end + 1;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                filled.append(slot(text.substring(i + 1, end)));
                i = end + 1;
            } else {
                filled.append(c);
                i++;
            }
        }
        return filled.toString();
    }

    private static int closing(String text, int opening) {
        int end = text.indexOf(']', opening);
        if (end < 0) {
            throw new IllegalArgumentException("a choice must end with ], in: " + text);
        }
        return end;
    }

    private String slot(String expression) {
        String[] parts = expression.split(" ");
        List<String> values = Arrays.stream(parts)
                .skip(parts.length == 1 ? 0 : 1)
                .map(this::value)
                .toList();
        String first = values.get(0);
        if (parts.length == 1) {
            return first;
        }
        return switch (parts[0]) {
            case "a" -> ("aeiou".indexOf(first.charAt(0)) >= 0 ? "an " : "a ") + first;
            case "cap" -> Character.toUpperCase(first.charAt(0)) + first.substring(1);
            case "gloss" -> glosses.apply(first);
            case "plural" -> plural(first);
            case "reverse" -> new StringBuilder(first).reverse().toString();
            case "letters" -> String.valueOf(first.length());
            case "sort" -> String.join(", ", values.stream().sorted().toList());
            case "longest" ->
                values.stream().max(Comparator.comparingInt(String::length)).orElse(first);
            default -> throw new IllegalArgumentException("unknown function of a slot: {" + expression + "}");
        };
    }

    private String value(String slot) {
        int at = slot.indexOf('@');
        if (at >= 0) {
            String other = slot.substring(at + 1);
            value(other);
            return items(slot.substring(0, at)).get(places.getOrDefault(other, 0));
        }
        String known = bound.get(slot);
        if (known != null) {
            place(slot, known);
            return known;
        }
        String drawn = draw(slot);
        bound.put(slot, drawn);
        return drawn;
    }

    /** A word of the slot's list that none of its sister slots holds. */
    private String draw(String slot) {
        String name = listName(slot);
        List<String> items = items(name);
        String drawn = "";
        for (int i = 0; i < TRIES; i++) {
            int place = choose(name, items);
            // What an item itself mentions is drawn afresh: it is no slot of the frame.
            drawn = new Filling(words, glosses, random, heldOut).fill(items.get(place));
            places.put(slot, place);
            if (!bound.containsValue(drawn)) {
                break;
            }
        }
        return drawn;
    }

    private int choose(String name, List<String> items) {
        List<Integer> fitting = new ArrayList<>();
        boolean any = heldOut && items.stream().noneMatch(item -> words.isHeldOut(name, item));
        for (int i = 0; i < 16 && fitting.isEmpty(); i++) {
            int place = random.nextInt(items.size());
            if (any || words.isHeldOut(name, items.get(place)) == heldOut) {
                fitting.add(place);
            }
        }
        if (!fitting.isEmpty()) {
            return fitting.get(0);
        }
        for (int i = 0; i < items.size(); i++) {
            if (words.isHeldOut(name, items.get(i)) == heldOut) {
                fitting.add(i);
            }
        }
        return fitting.get(random.nextInt(fitting.size()));
    }

    private void place(String slot, String word) {
        words.list(listName(slot)).ifPresent(items -> places.putIfAbsent(slot, Math.max(0, items.indexOf(word))));
    }

    private List<String> items(String name) {
        return words.list(name).orElseThrow(() -> new IllegalArgumentException("no list is named " + name));
    }

    private static String listName(String slot) {
        return slot.replaceAll("\\d+$", "");
    }

    private static String plural(String word) {
        if (word.matches(".*[^aeiou]y")) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return word.matches(".*(s|x|ch|sh)") ? word + "es" : word + "s";
    }
}
