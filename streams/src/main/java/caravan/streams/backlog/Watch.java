package caravan.streams.backlog;

/**
 * Sees what happens to requests, to count it. Thread-safe; called from the stream thread, and for late answers from the
 * engine's.
 *
 * @param <V> a result
 */
public interface Watch<V> {
    /** What can happen to a request. */
    enum Event {
        /** It came in, and is pending now. */
        ARRIVED,
        /** It came in again, under an id that is pending or done, and was left out. */
        REPEATED,
        /** A call was submitted. */
        SUBMITTED,
        /** A call was submitted that had been before, in an earlier life of the task: work done twice. */
        SUBMITTED_AGAIN,
        /** A call failed and will be tried again. */
        RETRIED,
        /** A call found the engine down; its request is kept. */
        KEPT,
        /** A call that an earlier request had made was recalled and not made again. */
        RECALLED,
        /** A call was under way when it was no longer wanted, and was ended. */
        LET_GO,
        /** A call was remembered, but its record was gone; it is made again. */
        FORGOTTEN,
        /** An answer came for a task that is closed, and was dropped. */
        LATE
    }

    /** Something happened. */
    void on(Event event);

    /** A request got its result, to be committed with the task's next transaction. */
    void finished(V result);

    /** The number of pending requests changed by so many. */
    void pendingChangedBy(long change);
}
