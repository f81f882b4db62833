package caravan.principles;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The folder cannot be used; the message lists everything that is wrong in it, a problem a line. */
public final class PrinciplesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    PrinciplesException(Path folder, List<Problem> problems) {
        super(problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining(
                        "",
                        problems.size() + (problems.size() == 1 ? " problem" : " problems") + " in " + folder,
                        "")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, by file and line. */
    public List<Problem> problems() {
        return problems;
    }
}
