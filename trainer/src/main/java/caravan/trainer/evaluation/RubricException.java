package caravan.trainer.evaluation;

import java.util.List;

/** A rubric file that cannot be used, with all its problems, each with file and line. */
public final class RubricException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RubricException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
