package caravan.principles.reading;

import caravan.principles.Problem;
import java.util.ArrayList;
import java.util.List;

/** Notes what is wrong while reading goes on. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** About a line of a file. */
    public void add(String file, int line, String text) {
        found.add(new Problem(file, line, text));
    }

    /** By file and line. */
    public List<Problem> sorted() {
        return found.stream().distinct().sorted().toList();
    }
}
