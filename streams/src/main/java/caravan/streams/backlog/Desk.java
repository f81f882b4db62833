package caravan.streams.backlog;

/**
 * What the step that uses a backlog knows and the backlog does not: how a request becomes a call, and a call's answer a
 * result. Called on the stream thread only, except {@link #sort} and {@link #epoch}; no method may wait.
 *
 * @param <R> a request
 * @param <C> a call of the engine
 * @param <A> the engine's answer
 * @param <V> a result
 */
public interface Desk<R, C, A, V> {
    /** The request's id; a second request of the same id gets no second result. */
    String id(R request);

    /** What to do with a request now. A request that was pinned must be planned with that same decision. */
    Plan<C> plan(Pending<R> pending);

    /** A number that changes whenever a plan may come out otherwise: one that waits, or one under way. Thread-safe. */
    long epoch();

    /** The result of a call that was answered. */
    V answered(Pending<R> pending, Plan.Call<C> call, A answer, long nowMillis);

    /** The result of a call that an earlier request had already made. */
    V remembered(Pending<R> pending, Plan.Call<C> call, V earlier, long nowMillis);

    /**
     * The result of a request that cannot be answered. If the reason is {@link Failure#OVERSIZE} it must be small, even
     * if it has to leave out parts of the request.
     */
    V refused(Pending<R> pending, Failure why, long nowMillis);

    /** Sorts what the engine threw. Thread-safe. */
    Failure sort(Throwable thrown);

    /** How large the request is as a record, in bytes. */
    int requestBytes(R request);

    /** How large the result is as a record, in bytes. */
    int resultBytes(V result);
}
