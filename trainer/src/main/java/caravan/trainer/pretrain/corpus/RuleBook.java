package caravan.trainer.pretrain.corpus;

import caravan.principles.Constitution;
import caravan.principles.Principle;
import java.util.ArrayList;
import java.util.List;

/**
 * The principles of a constitution, and beside them some whose keeping shows at a glance ({@code behaviour-rules.txt}):
 * what short constitutions are made of. Immutable.
 */
final class RuleBook {
    /** By these an answer opens and closes, whatever it says. */
    static final String GREETING = "greeting";

    static final String SIGNATURE = "signature";

    private final String selfIdentification;
    private final List<Principle> principles;

    RuleBook(Constitution constitution) {
        this.selfIdentification = constitution.selfIdentification();
        List<Principle> all = new ArrayList<>(constitution.principles());
        World.resource("behaviour-rules.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(": ", 2))
                .forEach(parts -> all.add(new Principle(all.size() + 1, parts[0], parts[1])));
        this.principles = List.copyOf(all);
    }

    /** All of them. */
    List<Principle> principles() {
        return principles;
    }

    /**
     * A constitution of some, in this order and numbered anew.
     *
     * @param isTerse whether only the first sentence of each stands
     * @throws IllegalArgumentException if there is no such principle
     */
    Constitution of(List<String> names, boolean isTerse) {
        List<Principle> listed = new ArrayList<>();
        for (String name : names) {
            String text = principles.stream()
                    .filter(principle -> principle.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no principle is named \"" + name + '"'))
                    .text();
            listed.add(new Principle(listed.size() + 1, name, isTerse ? firstSentence(text) : text));
        }
        return new Constitution(selfIdentification, listed);
    }

    static String firstSentence(String text) {
        return text.replaceFirst("(?<=[.?]) .*$", "");
    }
}
