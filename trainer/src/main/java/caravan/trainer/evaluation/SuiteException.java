package caravan.trainer.evaluation;

import java.util.List;

/** A suite file that cannot be used, with all its problems, each with file and line. */
public final class SuiteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SuiteException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
