package caravan.principles;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The principles that an answer is held to.
 *
 * @param selfIdentification the sentence by which all internal thoughts begin
 * @param principles numbered from 1 without gaps, each with a name of its own
 */
public record Constitution(String selfIdentification, List<Principle> principles) {
    public Constitution {
        Checks.oneLine("selfIdentification", selfIdentification);
        principles = List.copyOf(principles);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < principles.size(); i++) {
            Principle principle = principles.get(i);
            if (principle.number() != i + 1) {
                throw new IllegalArgumentException("principle " + principle.number() + " stands at place " + (i + 1)
                        + "; principles are numbered from 1 without gaps");
            }
            if (!names.add(principle.name())) {
                throw new IllegalArgumentException("two principles are named \"" + principle.name() + '"');
            }
        }
    }

    /** The numbered rules, one a line. */
    public String text() {
        return principles.stream().map(Principle::line).collect(Collectors.joining("\n"));
    }

    /** The principle of this number. */
    public Optional<Principle> find(int number) {
        return number >= 1 && number <= principles.size() ? Optional.of(principles.get(number - 1)) : Optional.empty();
    }

    /** The principle of this name, in exactly these letters. */
    public Optional<Principle> find(String name) {
        return principles.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Whether it holds a principle of this very number and name. */
    public boolean has(Citation citation) {
        return find(citation.number())
                .filter(p -> p.name().equals(citation.name()))
                .isPresent();
    }

    /**
     * Internal thoughts in the fixed form: who speaks, what is asked, which rules apply.
     *
     * @param asks one or more sentences that say again what is asked
     * @param names of principles that this constitution holds, in the order in which they shall be cited
     */
    public String thoughts(String asks, List<String> names) {
        List<Citation> citations = names.stream()
                .map(name -> find(name)
                        .orElseThrow(() -> new IllegalArgumentException("no principle is named \"" + name + '"'))
                        .citation())
                .toList();
        return selfIdentification + " " + asks + " " + Citation.sentence(citations);
    }
}
