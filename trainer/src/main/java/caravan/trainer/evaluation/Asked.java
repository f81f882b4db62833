package caravan.trainer.evaluation;

import caravan.inference.ModelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * What a model was asked, and what is made of its answers once all are there.
 *
 * @param place for messages
 * @param calls cancelling these, not what is made of them, gives their places in the engine back
 * @param <R> what is made of them
 */
public record Asked<R>(String place, List<? extends CompletableFuture<?>> calls, CompletableFuture<R> result) {
    /** Enough that the engine has always work, few enough that a stop is quick. */
    private static final int UNDER_WAY_MAX = 24;

    /** Answers that a reader makes something of. */
    public static <T, R> Asked<R> of(String place, List<CompletableFuture<T>> calls, Function<List<T>, R> reader) {
        CompletableFuture<Void> all = CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
        return new Asked<>(
                place,
                calls,
                all.thenApply(done ->
                        reader.apply(calls.stream().map(CompletableFuture::join).toList())));
    }

    /**
     * Asks for each of them, some at once, and gives the results in their order.
     *
     * @param progress told how many are done, on the calling thread
     * @throws ModelException if one cannot be asked or the model fails; the message names the place
     * @throws InterruptedException if interrupted; calls under way are cancelled
     */
    public static <I, R> List<R> all(List<I> items, Function<I, Asked<R>> asker, IntConsumer progress)
            throws InterruptedException {
        Deque<Asked<R>> underWay = new ArrayDeque<>();
        List<R> results = new ArrayList<>();
        try {
            for (I item : items) {
                underWay.add(asker.apply(item));
                if (underWay.size() >= UNDER_WAY_MAX) {
                    results.add(underWay.remove().take());
                    progress.accept(results.size());
                }
            }
            while (!underWay.isEmpty()) {
                results.add(underWay.remove().take());
                progress.accept(results.size());
            }
        } finally {
            underWay.forEach(each -> each.calls.forEach(call -> call.cancel(true)));
        }
        return results;
    }

    private R take() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ModelException cause) {
                throw new ModelException(cause.kind(), cause.reason(), place + ": " + cause.getMessage(), cause);
            }
            throw new IllegalStateException(place + ": " + e.getCause(), e.getCause());
        }
    }
}
