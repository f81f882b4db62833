package caravan.schemas;

import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * Topics that exist otherwise than they are wanted, all of them at once: each with what was found and what is wanted.
 */
@NullMarked
public final class TopicMismatchException extends RuntimeException {
    private final List<String> problems;

    /** One line for each topic. */
    public TopicMismatchException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The lines of the message. */
    public List<String> problems() {
        return problems;
    }
}
