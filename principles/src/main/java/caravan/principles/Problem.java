package caravan.principles;

import java.util.Comparator;

/**
 * What is wrong in the folder, and where.
 *
 * @param file relative to the folder, with slashes
 * @param line from 1; 0 when it is about the file as a whole
 * @param text the value and the rule
 */
public record Problem(String file, int line, String text) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::file).thenComparing(Problem::line).thenComparing(Problem::text);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** As compilers print it: {@code exemplars/03.yaml:12: rule 17 is not in the constitution (1..16)}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + text;
    }
}
