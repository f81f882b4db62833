package caravan.streams.backlog;

/**
 * What to do with a pending request now.
 *
 * @param <C> a call of the engine
 */
public sealed interface Plan<C> {
    /**
     * Ask the engine.
     *
     * @param callId names what is asked; equal calls have equal answers
     * @param pinned a decision that goes into the id and must not be taken anew after a restart
     * @param call the call
     */
    record Call<C>(String callId, String pinned, C call) implements Plan<C> {}

    /**
     * Something is missing; ask again when {@link Desk#epoch} has changed.
     *
     * @param reason what is missing, one of a small set of names in kebab case
     */
    record Wait<C>(String reason) implements Plan<C> {}

    /** It can never be asked, or need not be any more; if it is being asked, the call is ended. */
    record Refuse<C>(Failure why) implements Plan<C> {}
}
