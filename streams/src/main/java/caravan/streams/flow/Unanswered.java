package caravan.streams.flow;

import caravan.schemas.Completion;
import caravan.schemas.FinishReason;
import java.util.Optional;

/** Completions that hold an error in place of an answer. */
public final class Unanswered {
    /** The reason of calls that were let go since their run had its target. */
    public static final String RUN_COMPLETE = "run-complete";

    private static final String MODEL_ERROR = "model-error";

    private Unanswered() {}

    /** Why there is no answer; empty where there is one. */
    public static Optional<Verdict> verdict(Completion completion) {
        if (completion.getFinishReason() != FinishReason.ERROR) {
            return Optional.empty();
        }
        String reason = completion.getError().map(error -> error.getReason()).orElse("no-reason-given");
        String message = completion.getError().map(error -> error.getMessage()).orElse("");
        return Optional.of(
                reason.equals(RUN_COMPLETE)
                        ? new Verdict(RUN_COMPLETE, message)
                        : new Verdict(MODEL_ERROR, reason + ": " + message));
    }
}
