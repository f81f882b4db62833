package caravan.inference.openai;

import caravan.inference.Generation;
import caravan.inference.ModelException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What a call came to, kept until its place is given back, so that who hears of it finds the place free. */
record Outcome(Consumer<CompletableFuture<Generation>> teller) {
    static Outcome of(Generation generation) {
        return new Outcome(future -> future.complete(generation));
    }

    static Outcome of(ModelException why) {
        return new Outcome(future -> future.completeExceptionally(why));
    }

    void tell(CompletableFuture<Generation> future) {
        teller.accept(future);
    }
}
