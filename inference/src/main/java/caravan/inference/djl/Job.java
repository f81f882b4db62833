package caravan.inference.djl;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.Scheduling;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A call on its way through the engine. */
sealed interface Job permits Sequence, Scoring {
    Scheduling scheduling();

    /** Completed at its end, or by whoever cancels it. */
    CompletableFuture<?> future();

    Served served();

    Prompt prompt();

    /** How many first tokens of the prefix it uses. */
    int shared();

    /** The shared prefix; empty where there is none. */
    Optional<SharedPrefix> prefix();

    /** Rows of the batch that it takes. */
    int rows();

    /** The most tokens that one of its rows can have behind the prefix. */
    int ownTokensMax();

    /** Says that its first step begins now, with so many tokens from the prefix cache. */
    void start(int cachedTokens);

    /** The tokens that it may cost, the prefix aside. */
    default long cost() {
        return (long) rows() * ownTokensMax();
    }

    /** Ends it if its deadline has passed. */
    default void expire(Instant now) {
        Optional<Instant> deadline = scheduling().deadline();
        if (deadline.isPresent() && now.isAfter(deadline.get())) {
            future().completeExceptionally(new ModelException(
                    Kind.OVERLOADED, "deadline", "the call was not done by its deadline, " + deadline.get()));
        }
    }
}
