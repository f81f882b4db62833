package caravan.inference.openai;

import caravan.inference.ModelException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What a call came to, kept until its place is given back, so that who hears of it finds the place free. */
record Outcome<T>(Consumer<CompletableFuture<T>> teller) {
    static <T> Outcome<T> of(T value) {
        return new Outcome<>(future -> future.complete(value));
    }

    static <T> Outcome<T> failing(ModelException why) {
        return new Outcome<>(future -> future.completeExceptionally(why));
    }

    void tell(CompletableFuture<T> future) {
        teller.accept(future);
    }
}
